// SPDX-License-Identifier: Apache-2.0
// A small line without axes, from the least to the largest value of its series.
#pragma once

#include <vector>

#include "charts/request.h"
#include "charts/runs.h"
#include "charts/selection.h"
#include "charts/style.h"
#include "charts/time_axis.h"
#include "scene/scene.h"

namespace plumb::charts {

// Draws into the box; nothing for fewer than two samples.
void DrawSparkline(const Selected& series, const PlotBox& box, const RunRules& rules,
                   const scene::Ink& ink, const Style& style, std::vector<scene::Shape>& shapes);

}  // namespace plumb::charts
