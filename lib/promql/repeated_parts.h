// SPDX-License-Identifier: Apache-2.0
// Parts that stand in an expression more than once: what the first of them gives is kept for the
// others.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "base/result.h"
#include "promql/annotations.h"
#include "promql/ast.h"
#include "promql/memory_budget.h"
#include "promql/steps.h"

namespace plumb::promql {

// By part, a number that equal parts have in common.
using RepeatedParts = std::unordered_map<const Expr*, size_t>;

// The largest parts of type vector that read series, stand in the expression more than once, and
// are evaluated at the same instants. Parts that are seen in other ways are not equal:
// `stats_only`, see FindStatsSelectors. Costs next to nothing where no selector repeats.
RepeatedParts FindRepeatedParts(const Expr& expr,
                                const std::unordered_set<const VectorSelector*>& stats_only);

// What parts gave, while one evaluation goes on. Not for two threads at once.
class KeptParts {
 public:
  using Sink = std::function<Status(StepSeries)>;
  using Stream = std::function<Status(const Sink&)>;

  KeptParts(MemoryBudget& memory, Annotations& annotations)
      : memory_(memory), annotations_(annotations) {}

  // Whether what the part gave along these steps is kept.
  [[nodiscard]] bool Has(size_t part, const Steps& steps) const;
  // Hands on what is kept, or else what `stream` gives, and keeps that: unless it is large, or
  // there were remarks, which are to be made at each place.
  Status Pass(size_t part, const Steps& steps, const Sink& sink, const Stream& stream);

 private:
  using Key = std::tuple<size_t, Timestamp, DurationMs, size_t>;
  struct Kept {
    StepVector series;
    std::unique_ptr<MemoryLease> lease;
  };
  static Key KeyOf(size_t part, const Steps& steps) {
    return {part, steps.start, steps.step, steps.count};
  }

  MemoryBudget& memory_;
  Annotations& annotations_;
  std::map<Key, Kept> kept_;
  uint64_t bytes_ = 0;
};

}  // namespace plumb::promql
