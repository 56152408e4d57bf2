// SPDX-License-Identifier: Apache-2.0
// Polylines as short SVG path data: whole numbers at four times the scale, relative to the point
// before.
#pragma once

#include <string>
#include <vector>

#include "scene/scene.h"

namespace plumb::render {

// Path coordinates are quarters of a pixel: draw them under scale(.25). Finer ones are not seen, and
// cost one byte in five: eight series of 1440 points have to stay below 60 KB.
inline constexpr double kPathScale = 4;

// Appends `M x y l dx dy …`. Points that rounding makes equal to their neighbour, and those in the
// middle of a horizontal, are left out. A run of one point is a line of no length, which round caps
// make a dot.
void AppendPath(std::string& out, const std::vector<scene::Point>& points, bool close);

}  // namespace plumb::render
