// SPDX-License-Identifier: Apache-2.0
// Aggregations that pick some series of each group: topk, bottomk, limitk, limit_ratio.
#pragma once

#include "promql/evaluation.h"

namespace plumb::promql {

// The picked samples, with the labels of their series. In an instant query the elements of a group
// follow each other, the best first.
Status StreamPicked(Evaluation& evaluation, const Aggregate& aggregate, const Steps& steps,
                    const SeriesSink& sink);

}  // namespace plumb::promql
