// SPDX-License-Identifier: Apache-2.0
// Functions of range vectors: over a selector's samples, or over a subquery's results.
#pragma once

#include "promql/evaluation.h"

namespace plumb::promql {

// The results of a call whose row has a window function. Names are kept or dropped as the row says;
// what the row's vector function does is not done here. `scalars` are the scalar arguments, in
// order.
Status StreamRangeCall(Evaluation& evaluation, const Call& call,
                       const std::vector<std::vector<double>>& scalars, const Steps& steps,
                       const SeriesSink& sink);

// The samples themselves, for a query that is a range vector: stale markers left out.
Result<std::vector<model::Series>> SelectSamples(Evaluation& evaluation, const Expr& range,
                                                 Timestamp time);

}  // namespace plumb::promql
