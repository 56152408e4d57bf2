// SPDX-License-Identifier: Apache-2.0
// A plot over time: the axes, the legend and the notes around what a chart type draws.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "charts/legend.h"
#include "charts/request.h"
#include "charts/runs.h"
#include "charts/selection.h"
#include "charts/style.h"
#include "charts/time_axis.h"
#include "charts/value_axis.h"
#include "scene/scene.h"

namespace plumb::charts {

// What a chart type draws in.
struct Plot {
  const Style& style;
  PlotBox box = {};
  scene::Scale x = {};
  scene::Scale y = {};
  scene::Scale right_y = {};  // of series that have the right axis
  RunRules rules = {};

  // The same with the axis of the series as `y`.
  [[nodiscard]] Plot For(const Selected& series) const;
  // Where areas and bars stand: at zero, or where the box is nearest to it.
  [[nodiscard]] double BaseLine() const;
  [[nodiscard]] scene::Point At(Timestamp time, double value) const;
  // As many as can be seen.
  [[nodiscard]] std::vector<scene::Point> PointsOf(const model::Series& series,
                                                   const Run& run) const;
  // An empty group with the tooltip of the series, cut to the box.
  [[nodiscard]] scene::Group GroupOf(const Selected& series) const;
};

struct TimePlotSpec {
  ValueExtent extent = {};   // of what is drawn, which may be sums
  ValueExtent right = {};    // the same of the right axis, if there is one
  units::Unit unit;          // of the value axis
  std::string note;          // a line under the axis, or ""
  DurationMs time_room = 0;  // the axis of time goes on for that long at both ends
};

TimePlotSpec UsualSpec(const Selection& selection);

// The series that a plot over time shows.
Selection SelectForPlot(const Data& data, const Request& request);

// The same for a stack: by name unless told otherwise, so that bands keep their order as values
// change.
Selection SelectForStack(const Data& data, const Request& request);

// Where lines break.
RunRules RulesOf(const Data& data, const Request& request);

using PlotPainter = std::function<void(const Plot&, std::vector<scene::Shape>&)>;
scene::Scene DrawTimePlot(const Data& data, const Request& request, const Selection& selection,
                          const TimePlotSpec& spec, const PlotPainter& paint);

// Puts what `draw` makes of each series into a plot: the one that comes first in the legend last,
// on top of the others.
using SeriesDrawer = std::function<scene::Shape(const Selected&, const Plot&)>;
scene::Scene DrawSeriesPlot(const Data& data, const Request& request, const Selection& selection,
                            const SeriesDrawer& draw);

}  // namespace plumb::charts
