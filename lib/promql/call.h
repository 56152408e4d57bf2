// SPDX-License-Identifier: Apache-2.0
// Function calls: evaluates the arguments and runs what the function's row says.
#pragma once

#include "promql/evaluation.h"

namespace plumb::promql {

Status StreamCall(Evaluation& evaluation, const Call& call, const Steps& steps,
                  const SeriesSink& sink);

}  // namespace plumb::promql
