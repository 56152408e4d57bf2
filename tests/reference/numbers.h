// SPDX-License-Identifier: Apache-2.0
// Functions of single numbers in the reference evaluator: mathematics and the calendar.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace plumb::reference {

bool IsNumberFunction(std::string_view function);
// `parameters` are the scalar arguments. nullopt: no element. REQUIRES: IsNumberFunction(function)
std::optional<double> NumberValue(std::string_view function, double value,
                                  const std::vector<double>& parameters);

bool IsCalendarFunction(std::string_view function);
// Of seconds since 1970, UTC. REQUIRES: IsCalendarFunction(function)
Result<double> CalendarValue(std::string_view function, double seconds);

}  // namespace plumb::reference
