// SPDX-License-Identifier: Apache-2.0
// Aggregations: groups of series to one, to some of them, or to counts of their values.
#pragma once

#include "promql/aggregator.h"
#include "promql/evaluation.h"

namespace plumb::promql {

Status StreamAggregate(Evaluation& evaluation, const Aggregate& aggregate, const Steps& steps,
                       const SeriesSink& sink);

// The labels of the groups of `by` and `without`.
class Grouping {
 public:
  explicit Grouping(const Aggregate& aggregate);
  [[nodiscard]] model::Labels Of(const model::Labels& labels) const;

 private:
  bool without_;
  std::vector<std::string> names_;  // sorted
};

}  // namespace plumb::promql
