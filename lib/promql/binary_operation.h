// SPDX-License-Identifier: Apache-2.0
// Binary operators: the arithmetic along the steps, and which kinds of operands meet.
#pragma once

#include <span>

#include "promql/evaluation.h"

namespace plumb::promql {

Status StreamBinary(Evaluation& evaluation, const Binary& binary, const Steps& steps,
                    const SeriesSink& sink);

// What a comparison leaves where it holds.
enum class Keep { kLeft, kRight };

// left `op` right, step by step; Absent() where one side is, and where a comparison does not hold.
// With `return_bool` a comparison gives 0 or 1. REQUIRES: op is no set operator; all spans as long.
void Combine(const Binary& binary, Keep keep, std::span<const double> left,
             std::span<const double> right, std::span<double> out);

// Whether the result is another quantity than the operands', so that the name does not fit.
bool DropsName(const Binary& binary);

// The info that native histogram operators have nothing to do with floats.
void InformOfTypes(Evaluation& evaluation, const Binary& binary);

}  // namespace plumb::promql
