// SPDX-License-Identifier: Apache-2.0
// The legend under a plot: names with their line samples, and as a table with statistics.
#pragma once

#include <vector>

#include "charts/request.h"
#include "charts/selection.h"
#include "charts/style.h"
#include "scene/scene.h"

namespace plumb::charts {

// The line and its dash pattern that stand for a series.
scene::Stroke StrokeOf(const Selected& series, const Style& style);

// A tooltip: "web1: min 1 s, mean 2 s, max 3 s, last 2.5 s".
std::string TooltipOf(const Selected& series);

// A legend laid out for a width; it knows what height it wants before it is drawn.
class Legend {
 public:
  Legend(const Selection& selection, const Request& request, double width, const Style& style);

  // With all rows, the gap above it included; 0 for none.
  [[nodiscard]] double Height() const;
  // The least it can be cut to.
  [[nodiscard]] double LeastHeight() const;
  // Draws at (x, y) in at most `height`; what does not fit is counted in a last line "+3 more".
  void Draw(double x, double y, double height, std::vector<scene::Shape>& shapes) const;

 private:
  struct Row {  // of the list mode: series first .. last-1 beside each other
    size_t first = 0;
    size_t last = 0;
  };
  void AddColumns(const Request& request);
  void FitNames(double room);
  void LayOutTable();
  void LayOutList();
  void DrawTableRow(size_t index, double x, double y, std::vector<scene::Shape>& shapes) const;
  void DrawListRow(const Row& row, double x, double y, std::vector<scene::Shape>& shapes) const;
  void DrawTableHead(double x, double y, std::vector<scene::Shape>& shapes) const;
  [[nodiscard]] size_t RowCount() const;

  const Selection& selection_;
  const Style& style_;
  LegendMode mode_;
  double width_;
  std::vector<std::string> names_;               // cut to their room
  std::vector<std::string> heads_;               // of the columns of statistics
  std::vector<std::vector<std::string>> cells_;  // a row a series
  std::vector<double> column_ends_;              // right edges of the statistics
  std::vector<Row> rows_;
  double name_width_ = 0;
};

}  // namespace plumb::charts
