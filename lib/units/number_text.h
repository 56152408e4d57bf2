// SPDX-License-Identifier: Apache-2.0
// Numbers for people: a fixed number of decimals, or three significant digits.
#pragma once

#include <optional>
#include <string>

namespace plumb::units {

// `decimals` given: exactly that many, halves rounded up (floor(v * 10^d + 0.5), Grafana's
// toFixed). Else: integers without any, other numbers with three significant digits and no trailing
// zeros. Grafana gives negative numbers only two; that is a slip of its logarithm and not repeated
// here.
std::string NumberText(double value, std::optional<int> decimals);

// "NaN", "+Inf", "-Inf"; nullopt for finite values.
std::optional<std::string> SpecialText(double value);

}  // namespace plumb::units
