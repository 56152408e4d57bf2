// SPDX-License-Identifier: Apache-2.0
// Aggregations: groups of series to one, to some of them, or to counts of their values.
#pragma once

#include "promql/aggregator.h"
#include "promql/evaluation.h"

namespace plumb::promql {

Status StreamAggregate(Evaluation& evaluation, const Aggregate& aggregate, const Steps& steps,
                       const SeriesSink& sink);

}  // namespace plumb::promql
