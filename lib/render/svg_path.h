// SPDX-License-Identifier: Apache-2.0
// Polylines as short SVG path data: whole numbers at ten times the scale, relative to the point before.
#pragma once

#include <string>
#include <vector>

#include "scene/scene.h"

namespace plumb::render {

// Path coordinates are tenths of a pixel: draw them under scale(.1).
inline constexpr double kPathScale = 10;

// Appends `M x y l dx dy …`. Points that rounding makes equal to their neighbour, and those in the middle
// of a horizontal, are left out. A run of one point is a line of no length, which round caps make a dot.
void AppendPath(std::string& out, const std::vector<scene::Point>& points, bool close);

}  // namespace plumb::render
