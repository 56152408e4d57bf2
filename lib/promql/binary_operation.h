// SPDX-License-Identifier: Apache-2.0
// Binary operators: the arithmetic along the steps, and which kinds of operands meet.
#pragma once

#include "promql/evaluation.h"
#include "promql/histogram_operation.h"

namespace plumb::promql {

Status StreamBinary(Evaluation& evaluation, const Binary& binary, const Steps& steps,
                    const SeriesSink& sink);

// What a comparison leaves where it holds.
enum class Keep { kLeft, kRight };

// left `op` right, step by step; nothing where one side has nothing, and where a comparison does
// not hold. With `return_bool` a comparison gives 0 or 1. `out` has room for all steps, and may be
// one of the operands. REQUIRES: op is no set operator.
void Combine(Evaluation& evaluation, const Binary& binary, Keep keep, const Operand& left,
             const Operand& right, StepSeries& out);

// Whether the result is another quantity than the operands', so that the name does not fit.
bool DropsName(const Binary& binary);

}  // namespace plumb::promql
