// SPDX-License-Identifier: Apache-2.0
// The aggregation operators of PromQL as rows, as function.h has the functions.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "model/query_result.h"
#include "promql/steps.h"

namespace plumb::promql {

using model::ResultType;

// One group of an accumulating aggregation, at all steps. Holds no input series unless the operator
// must.
class GroupAccumulator {
 public:
  virtual ~GroupAccumulator() = default;
  // One value a step; Absent() where the series has no sample.
  virtual void Add(std::span<const double> values) = 0;
  // Writes the result of each step; Absent() where no series had a sample.
  // `parameter` has one value a step, or is empty for operators without one.
  virtual void Finish(std::span<const double> parameter, std::span<double> out) = 0;
};

struct AggregatorRow {
  std::string_view name;
  // The type of the parameter before the vector; nullopt: none.
  std::optional<ResultType> parameter;
  bool experimental = false;
  std::string_view help;     // one line
  std::string_view example;  // "expression => result", at time 600 over no data; run as a test

  // What becomes of histograms in a group: an operator that ignores them says so.
  enum class Histograms { kIgnored, kCounted, kSummed, kAveraged };
  Histograms histograms = Histograms::kIgnored;

  // --- Implementation: one of three shapes. ---
  // Values of a group to one value.
  std::unique_ptr<GroupAccumulator> (*accumulate)(size_t steps) = nullptr;
  // Picks among the series of a group, which keep their labels.
  enum class Pick { kNone, kTop, kBottom, kFirst, kRatio };
  Pick pick = Pick::kNone;
  // Counts equal values; the string parameter names the label that gets the value.
  bool counts_values = false;
  // The parameter is a quantile: values outside [0, 1] get a warning.
  bool quantile = false;
};

// nullptr if there is none of this name. Upper case is accepted, as all keywords.
const AggregatorRow* FindAggregator(std::string_view name);
// All rows, sorted by name.
std::span<const AggregatorRow* const> AllAggregators();

}  // namespace plumb::promql
