// SPDX-License-Identifier: Apache-2.0
// As many points as can be seen: of each pixel column the first, the least, the largest and the
// last, so that the picture is the same and no spike is lost (M4, Jugel et al., VLDB 2014).
#pragma once

#include <vector>

#include "scene/scene.h"

namespace plumb::charts {

// Of points with x not decreasing; columns are `column` wide. Points are kept in order, never
// moved.
std::vector<scene::Point> Downsample(const std::vector<scene::Point>& points, double column);

}  // namespace plumb::charts
