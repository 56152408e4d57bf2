// SPDX-License-Identifier: Apache-2.0
// A series as a line over time: what line, area and step charts have in common.
#pragma once

#include "charts/time_plot.h"

namespace plumb::charts {

struct LineLook {
  double fill = 0;      // how opaque the room between the line and `base` is; 0: no fill
  double base = 0;      // where the fill ends
  bool stairs = false;  // the line keeps a value until the next one
};

// Lines where there are runs of samples, dots where one stands alone.
scene::Shape DrawLine(const Selected& series, const Plot& plot, const LineLook& look);

}  // namespace plumb::charts
