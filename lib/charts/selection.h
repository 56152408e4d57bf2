// SPDX-License-Identifier: Apache-2.0
// Which series a chart shows, what they are called, and in which order.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "charts/names.h"
#include "charts/request.h"
#include "charts/statistics.h"
#include "scene/scene.h"
#include "units/unit.h"

namespace plumb::charts {

struct Selected {
  const model::Series* series = nullptr;
  std::string name;
  Statistics statistics;
  units::Unit unit;
  // Of its colour: by default its place by labels, so that it keeps its colour as values change.
  uint32_t number = 0;
  bool right = false;                      // its axis is the right one
  bool others = false;                     // the sum of those left out, which has no colour
  bool mirrored = false;                   // drawn downwards: its values have the other sign
  const model::Series* earlier = nullptr;  // the same in the period before, moved on in time

  // What it is drawn with.
  [[nodiscard]] scene::Ink ink() const {
    return others ? scene::Ink{scene::Role::kMuted} : scene::Ink{scene::Role::kSeries, number};
  }
  // What statistics are made of: what the values were before they were drawn downwards.
  [[nodiscard]] Numbers numbers() const;
};

struct Selection {
  std::vector<Selected> series;  // by last value, the largest first, unless told otherwise
  size_t left_out = 0;
  std::unique_ptr<const model::Series> others;  // what Selected::series of `others` points to
  std::string title;
  std::string common;                     // labels all series share, for the subtitle
  units::Unit unit;                       // of the axis: that of all series, else `short`
  std::optional<units::Unit> right_unit;  // of the right axis, where there is one (two_axes.h)
};

// The id of the unit of a series: what is asked for, what the input says, else by name.
std::string UnitIdOf(const model::Series& series, const Data& data, const Request& request);

// The `top` series with the largest maximum (bars: the largest value), named and put in order; with
// Request::others and more series than that, the sum of the others besides, as the last one.
// The result points into `data`.
Selection Select(const Data& data, const Request& request, size_t top);

// The names of labels that tell the series apart: the metric's name comes first.
// REQUIRES: there is a series
std::set<std::string> DifferingLabels(const Selection& selection);

}  // namespace plumb::charts
