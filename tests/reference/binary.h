// SPDX-License-Identifier: Apache-2.0
// Operators between two numbers, as the reference evaluator has them.
#pragma once

#include "promql/ast.h"

namespace plumb::reference {

// A comparison gives 1 or 0.
double Calculate(promql::BinaryOp op, double a, double b);

}  // namespace plumb::reference
