// SPDX-License-Identifier: Apache-2.0
// The room between two lines, filled: a range of percentiles, the least and the largest.
#pragma once

#include "base/result.h"
#include "charts/time_plot.h"
#include "scene/scene.h"

namespace plumb::charts {

// kUsage if one of the names is not in the selection.
Status CheckBetween(const Selection& selection, const Between& between);

// Faintly, in the colour of the higher one, where both have samples at the same times.
// REQUIRES: CheckBetween
scene::Shape DrawBetween(const Selection& selection, const Between& between, const Plot& plot);

}  // namespace plumb::charts
