// SPDX-License-Identifier: Apache-2.0
// Dash patterns of lines, which tell series apart where colours come again or cannot be seen.
#pragma once

#include <span>

namespace plumb::scene {

// Lengths of a pattern's dashes and gaps in turn, in units of the scene; empty for a solid line.
// Patterns differ by rhythm and not by length alone; any number has one.
std::span<const double> DashOf(int number);

}  // namespace plumb::scene
