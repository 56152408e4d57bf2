// SPDX-License-Identifier: Apache-2.0
// Which series a chart shows, what they are called, and in which order.
#pragma once

#include <string>
#include <vector>

#include "charts/names.h"
#include "charts/request.h"
#include "charts/statistics.h"
#include "units/unit.h"

namespace plumb::charts {

struct Selected {
  const model::Series* series = nullptr;
  std::string name;
  Statistics statistics;
  units::Unit unit;
  uint32_t number =
      0;  // of its colour: its place by labels, so that it keeps its colour as values change
};

struct Selection {
  std::vector<Selected> series;  // by last value, the largest first
  size_t left_out = 0;
  std::string title;
  std::string common;  // labels all series share, for the subtitle
  units::Unit unit;    // of the axis: that of all series, else `short`
};

// The id of the unit of a series: what is asked for, what the input says, else by name.
std::string UnitIdOf(const model::Series& series, const Data& data, const Request& request);

// The `top` series with the largest maximum (bars: the largest value), named and put in order.
// The result points into `data`.
Selection Select(const Data& data, const Request& request, size_t top);

}  // namespace plumb::charts
