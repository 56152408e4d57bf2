// SPDX-License-Identifier: Apache-2.0
// One number of a whole series: what legends and tables have columns of, under Grafana's names.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "model/series.h"
#include "units/unit.h"

namespace plumb::charts {

// The finite values of a series, in order, with their times.
struct Numbers {
  std::vector<double> values;
  std::vector<Timestamp> times;
};

enum class ReducedUnit {
  kSame,      // that of the series
  kCount,     // a bare number
  kPercent,   // of 100
  kDuration,  // milliseconds
  kNone,      // what has no meaningful unit: a square
};

// A way to make one number of many. Adding one is a row.
struct Reducer {
  std::string_view name;
  std::string_view help;
  // REQUIRES: at least one value
  double (*reduce)(const Numbers& numbers) = nullptr;
  ReducedUnit unit = ReducedUnit::kSame;
};

std::span<const Reducer> Reducers();

// A reducer as it was asked for: a row, or a percentile `p1` to `p99`.
class Reduction {
 public:
  // `name` is one of Reducers(), one of Grafana's other words for it (lastNotNull, total, avg, …),
  // or a percentile. The error of an unknown name says the nearest.
  static Result<Reduction> Find(std::string_view name);

  [[nodiscard]] const std::string& name() const { return name_; }
  // NaN where there is no value.
  [[nodiscard]] double Of(const Numbers& numbers) const;
  // The number as text; `unit` is that of the series.
  [[nodiscard]] std::string TextOf(double value, const units::Unit& unit) const;

 private:
  std::string name_;
  const Reducer* row_ = nullptr;  // null: a percentile
  double quantile_ = 0;
};

// `min,p95,last`; an error for a name that is unknown or a list that is empty.
Result<std::vector<Reduction>> ParseReductions(std::string_view text);

// What legends show unless told otherwise: min, mean, max, last.
const std::vector<Reduction>& UsualReductions();

Numbers NumbersOf(const model::Series& series);

}  // namespace plumb::charts
