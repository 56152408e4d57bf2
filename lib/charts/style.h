// SPDX-License-Identifier: Apache-2.0
// Sizes and distances of charts: one set for pictures, one for terminals, whose units are whole
// cells.
#pragma once

#include <string>
#include <string_view>

#include "scene/scene.h"
#include "scene/text_width.h"

namespace plumb::charts {

struct Style {
  scene::Medium medium = scene::Medium::kPicture;
  double usual_width = 0;
  double least_width = 0;
  double least_height = 0;
  double plot_height = 0;  // usual, of a line chart
  double least_plot_height = 0;
  double margin_x = 0;  // around everything
  double margin_y = 0;
  double title_size = 0;
  double text_size = 0;   // legend
  double label_size = 0;  // axes, subtitle
  double title_row = 0;   // heights of rows
  double subtitle_row = 0;
  double header_gap = 0;  // between header and plot
  double legend_gap = 0;  // between axis and legend
  double legend_row = 0;
  double axis_row = 0;    // a line of labels under the plot
  double axis_gap = 0;    // between the plot and its labels, downwards
  double gutter_gap = 0;  // between value labels and the plot
  double tick = 0;        // length of a tick mark
  double column_gap = 0;  // between columns of tables
  double swatch = 0;      // width of a legend's sample
  double swatch_gap = 0;
  double value_gap = 0;  // least between two value ticks
  double time_gap = 0;   // least between two time labels
  double column = 0;     // width for which four points are enough
  double line_width = 0;
  double dot_radius = 0;
  double bar_row = 0;
  double bar_height = 0;
  size_t lines = 0;  // series drawn if not told otherwise
  size_t bars = 0;

  [[nodiscard]] double Width(std::string_view text, double size) const {
    return scene::TextWidth(medium, text, size);
  }
  [[nodiscard]] std::string Fit(std::string_view text, double size, double width) const {
    return scene::FitMiddle(medium, text, size, width);
  }
  // A position that texts and lines can have: any for pictures, whole cells for terminals.
  [[nodiscard]] double SnapX(double x) const;
  // Of a plot whose height is not given, in a scene of this width: wide terminals are tall as well.
  [[nodiscard]] double PlotHeight(double width) const;
  [[nodiscard]] bool cells() const { return medium == scene::Medium::kCells; }
};

const Style& StyleOf(scene::Medium medium);

// A text beside an axis; `y` is the middle of its line.
scene::Shape AxisLabel(double x, double y, std::string text, scene::Anchor anchor,
                       const Style& style);

}  // namespace plumb::charts
