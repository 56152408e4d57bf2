// SPDX-License-Identifier: Apache-2.0
// The horizontal axis of a line chart: times in a zone, or positions of bare numbers.
#pragma once

#include <string>
#include <vector>

#include "base/time_zone.h"
#include "charts/style.h"
#include "scene/scale.h"
#include "scene/scene.h"

namespace plumb::charts {

struct TimeAxis {
  Timestamp from = 0;
  Timestamp to = 0;
  TimeZone zone = TimeZone::Utc();
  bool indexed = false;  // positions, not times

  // Rows of labels under the plot.
  [[nodiscard]] int rows() const { return indexed ? 1 : 2; }
};

struct PlotBox {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
};

// From times to x. In terminals the first and last sample lie within the first and last sub-column.
scene::Scale TimeScale(const TimeAxis& axis, const PlotBox& box, const Style& style);

// The line under the plot, tick marks, labels, and the zone's name where it is not UTC. Labels may
// use the room between `label_left` and `label_right`.
void DrawTimeAxis(const TimeAxis& axis, const PlotBox& box, double label_left, double label_right,
                  const Style& style, std::vector<scene::Shape>& shapes);

}  // namespace plumb::charts
