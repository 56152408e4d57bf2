// SPDX-License-Identifier: Apache-2.0
// Thresholds in a plot: lines across it, or bands behind everything.
#pragma once

#include "charts/request.h"
#include "charts/time_plot.h"
#include "charts/value_axis.h"
#include "scene/scene.h"

namespace plumb::charts {

// Values the axis should show besides the data: thresholds that are near. One that would more than
// double what is shown is left out of sight, so that data are not pressed into a line.
void CoverThresholds(const Request& request, ValueExtent& extent);

// To be drawn before the series. In terminals bands are lines as well.
void DrawThresholds(const Request& request, const Plot& plot, std::vector<scene::Shape>& shapes);

}  // namespace plumb::charts
