// SPDX-License-Identifier: Apache-2.0
// The set operators: and, or, unless.
#pragma once

#include "promql/evaluation.h"

namespace plumb::promql {

Status StreamSetOperation(Evaluation& evaluation, const Binary& binary, const Steps& steps,
                          const SeriesSink& sink);

}  // namespace plumb::promql
