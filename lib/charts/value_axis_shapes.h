// SPDX-License-Identifier: Apache-2.0
// The axis of values as it is drawn: labels beside the plot, on the left with grid lines.
#pragma once

#include <vector>

#include "charts/request.h"
#include "charts/style.h"
#include "charts/time_axis.h"
#include "charts/value_axis.h"
#include "scene/scene.h"

namespace plumb::charts {

enum class Side { kLeft, kRight };

// The axis that a request asks for, of so many units of the scene.
ValueAxisSpec AxisSpecOf(const units::Unit& unit, const Request& request, const Style& style,
                         double length);

// The widest label.
double LabelWidth(const ValueAxis& axis, const Style& style);

// The labels end at `style.gutter_gap` before the plot, or begin as far behind it. A right axis has
// no grid lines: those are of the left one.
void DrawValueAxis(const ValueAxis& axis, const PlotBox& box, Side side, const Style& style,
                   std::vector<scene::Shape>& shapes);

}  // namespace plumb::charts
