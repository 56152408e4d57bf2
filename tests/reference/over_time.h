// SPDX-License-Identifier: Apache-2.0
// *_over_time of a window of floats, as the reference evaluator has them.
#pragma once

#include <string_view>

#include "reference/rates.h"

namespace plumb::reference {

bool IsOverTime(std::string_view function);
// REQUIRES: IsOverTime(function)
double OverTimeValue(std::string_view function, const FloatWindow& window);

}  // namespace plumb::reference
