// How much there was where and when: the buckets of histograms, or many series, as coloured cells.
#include <algorithm>
#include <cmath>
#include <map>

#include "charts/chart.h"
#include "charts/frame.h"
#include "charts/heat_rows.h"
#include "charts/heat_scale.h"
#include "charts/selection.h"
#include "charts/summary.h"
#include "charts/time_axis.h"
#include "charts/time_bins.h"
#include "fmt/format.h"

namespace plumb::charts {
namespace {

using scene::Anchor;
using scene::Role;

constexpr double kMostNamePart = 0.35;  // of the width
constexpr double kMostRows = 40;
constexpr double kLeastRow = 9;  // of pictures
constexpr double kMostRow = 40;
constexpr double kMostRowCells = 3;
constexpr double kLeastColumn = 3;

struct Grid {
  HeatRows rows;
  TimeBins bins;
  HeatScale scale;

  [[nodiscard]] bool IsEmpty(double value) const {
    return !std::isfinite(value) || (rows.counts && value <= 0);
  }
};

struct Layout {
  PlotBox box;
  double row = 0;  // height
  TimeAxis axis;
  scene::Scale x;
};

HeatScale ScaleOf(const Grid& grid, const Request& request) {
  HeatScale scale;
  double low = INFINITY;
  double high = -INFINITY;
  double least_positive = INFINITY;
  for (const auto& row : grid.bins.values)
    for (const double v : row) {
      if (grid.IsEmpty(v)) continue;
      low = std::min(low, v);
      high = std::max(high, v);
      if (v > 0) least_positive = std::min(least_positive, v);
    }
  if (low > high) low = 0, high = 1;
  scale.curve = grid.rows.counts ? HeatCurve::kRoot : HeatCurve::kLinear;
  if (request.scale == ValueScale::kLog && std::isfinite(least_positive)) {
    scale.curve = HeatCurve::kLog;
    low = least_positive;
  }
  // Colours begin at nothing where that is near.
  constexpr double kNearZero = 0.35;
  if (scale.curve == HeatCurve::kRoot ||
      (scale.curve == HeatCurve::kLinear && low > 0 && low < high * kNearZero))
    low = 0;
  scale.low = request.min.value_or(low);
  scale.high = request.max.value_or(high);
  if (scale.curve == HeatCurve::kLog && scale.low <= 0) scale.low = least_positive;
  if (!(scale.low < scale.high)) scale.high = scale.low + std::max(std::abs(scale.low), 1.0);
  if (!request.min && !request.max) MakeRound(scale, grid.rows.unit);
  return scale;
}

double LabelWidth(const Grid& grid, const Request& request, const Style& style) {
  double width = 0;
  for (const HeatRow& row : grid.rows.rows)
    width = std::max(width, style.Width(row.label, style.label_size));
  return std::min(width, (request.width - 2 * style.margin_x) * kMostNamePart);
}

// How many rows have room.
size_t MostRows(const Request& request, const Style& style, double fixed) {
  const double target = request.height > 0 ? request.height : request.max_height;
  if (target <= 0) return static_cast<size_t>(kMostRows);
  const double row = style.cells() ? scene::kCellHeight : kLeastRow;
  return static_cast<size_t>(std::clamp((target - fixed) / row, 1.0, kMostRows));
}

double RowHeight(const Request& request, const Style& style, double fixed, size_t rows) {
  const double wished = request.height > 0 ? request.height - fixed : style.plot_height;
  if (style.cells())
    return std::clamp(std::floor(wished / scene::kCellHeight / static_cast<double>(rows)), 1.0,
                      kMostRowCells) *
           scene::kCellHeight;
  const double most = request.height > 0 ? wished : kMostRow;
  return std::floor(std::clamp(wished / static_cast<double>(rows), kLeastRow, most));
}

TimeAxis AxisOf(const Data& data, const Grid& grid, const Request& request) {
  TimeAxis axis = {.zone = request.zone, .indexed = data.indexed};
  axis.from = grid.bins.first - grid.bins.step / 2;
  axis.to = axis.from + grid.bins.step * static_cast<DurationMs>(grid.bins.count);
  if (data.start && data.end && *data.start < *data.end) {
    axis.from = std::min(axis.from, *data.start);
    axis.to = std::max(axis.to, *data.end);
  }
  return axis;
}

// Cells of the same colour beside each other are one; in pictures those of one colour are one
// shape.
void DrawCells(const Grid& grid, const Layout& layout, const Style& style,
               std::vector<scene::Shape>& shapes) {
  std::map<uint32_t, std::vector<std::vector<scene::Point>>> outlines;
  const auto edge = [&](size_t column) {
    const auto time = static_cast<double>(grid.bins.first - grid.bins.step / 2) +
                      static_cast<double>(column) * static_cast<double>(grid.bins.step);
    const double x = std::clamp(layout.x.Map(time), layout.box.left, layout.box.right);
    return style.cells() ? style.SnapX(x + 0.01) : std::round(x);
  };
  for (size_t row = 0; row < grid.bins.values.size(); ++row) {
    const std::vector<double>& values = grid.bins.values[row];
    const double bottom = layout.box.bottom - static_cast<double>(row) * layout.row;
    for (size_t column = 0; column < values.size();) {
      const size_t first = column++;
      if (grid.IsEmpty(values[first])) continue;
      const scene::Ink ink = grid.scale.InkOf(values[first]);
      while (column < values.size() && !grid.IsEmpty(values[column]) &&
             grid.scale.InkOf(values[column]) == ink)
        ++column;
      const double left = edge(first);
      const double right = edge(column);
      if (style.cells())
        shapes.push_back({scene::Rect{.x = left,
                                      .y = bottom - layout.row,
                                      .width = right - left,
                                      .height = layout.row,
                                      .ink = ink}});
      else
        outlines[ink.number].push_back({{left, bottom - layout.row},
                                        {right, bottom - layout.row},
                                        {right, bottom},
                                        {left, bottom}});
    }
  }
  for (auto& [number, each] : outlines)
    shapes.push_back({scene::Area{.outlines = std::move(each), .ink = {Role::kHeat, number}}});
}

// Bounds stand beside the upper edge of their row, names and the bounds of terminals beside its
// middle.
void DrawLabels(const Grid& grid, const Layout& layout, double width, const Style& style,
                std::vector<scene::Shape>& shapes) {
  const bool edges = grid.rows.counts && !style.cells();
  const double least = style.cells() ? scene::kCellHeight : style.label_size + 2;
  const auto every = static_cast<size_t>(std::max(1.0, std::ceil(least / layout.row)));
  const size_t count = grid.rows.rows.size();
  for (size_t row = 0; row < count; ++row) {
    if ((count - 1 - row) % every != 0) continue;
    const double top = layout.box.bottom - static_cast<double>(row + 1) * layout.row;
    shapes.push_back(
        {scene::Text{.x = layout.box.left - style.gutter_gap,
                     .y = edges ? top : top + layout.row / 2,
                     .text = style.Fit(grid.rows.rows[row].label, style.label_size, width),
                     .anchor = Anchor::kEnd,
                     .size = style.label_size,
                     .ink = {Role::kMuted}}});
  }
  if (!style.cells()) return;
  scene::Line spine;
  spine.stroke = {.ink = {Role::kAxis}};
  const double x = layout.box.left - scene::kCellWidth / 2;
  spine.runs.push_back({{x, layout.box.top}, {x, layout.box.bottom + scene::kCellHeight / 2}});
  shapes.push_back({std::move(spine)});
}

std::string Describe(const Grid& grid, const TimeAxis& axis) {
  size_t most_row = 0;
  size_t most_column = 0;
  double most = -INFINITY;
  for (size_t row = 0; row < grid.bins.values.size(); ++row)
    for (size_t column = 0; column < grid.bins.count; ++column)
      if (const double v = grid.bins.values[row][column]; !grid.IsEmpty(v) && v > most) {
        most = v;
        most_row = row;
        most_column = column;
      }
  std::string text =
      fmt::format("{} {}", grid.rows.rows.size(), grid.rows.counts ? "buckets" : "series");
  if (!axis.indexed)
    text += fmt::format(" from {} to {}", MomentText(axis.from, axis.zone),
                        MomentText(axis.to, axis.zone));
  text += '.';
  if (!std::isfinite(most)) return text + " All are empty.";
  const Timestamp time = grid.bins.first + grid.bins.step * static_cast<DurationMs>(most_column);
  return text +
         fmt::format(" Largest {} ({}{}, {}).", units::Text(grid.rows.unit, most),
                     grid.rows.counts ? "up to " : "", grid.rows.rows[most_row].label,
                     axis.indexed ? fmt::format("position {}", time) : MomentText(time, axis.zone));
}

Header HeaderOf(const Data& data, const Request& request, const Grid& grid) {
  const Selection all = Select(data, request, data.series.size());
  Header header = {.title = all.title, .subtitle = all.common};
  header.Say(grid.rows.counts ? "count by upper bound" : "");
  if (grid.bins.merged > 1) header.Say(fmt::format("max of {} per cell", grid.bins.merged));
  if (grid.rows.left_out > 0) header.Say(fmt::format("+{} more", grid.rows.left_out));
  return header;
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  const Style& style = StyleOf(request.medium);
  const TimeAxis any_axis = {.zone = request.zone, .indexed = data.indexed};
  const double foot = style.axis_gap + any_axis.rows() * style.axis_row;
  const bool bar = request.legend != LegendMode::kNone;
  Grid grid;
  const ColorBar color_bar = {grid.scale, grid.rows.unit};
  const double fixed = 2 * style.margin_y + style.title_row + style.subtitle_row +
                       style.header_gap + foot + (bar ? color_bar.Height(style) : 0);
  grid.rows = MakeHeatRows(data, request, MostRows(request, style, fixed));
  const double labels = LabelWidth(grid, request, style);
  Layout layout;
  layout.box.left = style.margin_x + labels + style.gutter_gap;
  layout.box.right = request.width - style.margin_x;
  const double column = style.cells() ? scene::kCellWidth : kLeastColumn;
  std::vector<const model::Series*> series;
  for (const HeatRow& row : grid.rows.rows) series.push_back(&row.series);
  grid.bins =
      BinByTime(series, data.step, data.indexed ? 1 : kMinute,
                static_cast<size_t>(std::max(1.0, (layout.box.right - layout.box.left) / column)));
  grid.scale = ScaleOf(grid, request);

  const Header header = HeaderOf(data, request, grid);
  layout.row = RowHeight(request, style, fixed, grid.rows.rows.size());
  layout.box.top = style.margin_y + header.Height(style);
  layout.box.bottom = layout.box.top + layout.row * static_cast<double>(grid.rows.rows.size());
  layout.axis = AxisOf(data, grid, request);
  layout.x = {scene::ScaleKind::kLinear, static_cast<double>(layout.axis.from),
              static_cast<double>(layout.axis.to), layout.box.left, layout.box.right};

  scene::Scene scene;
  scene.width = request.width;
  const double below = layout.box.bottom + foot;
  scene.height =
      std::max(request.height, below + (bar ? color_bar.Height(style) : 0) + style.margin_y);
  scene.title = header.title.empty() ? "heatmap" : header.title;
  scene.description = Describe(grid, layout.axis);
  scene.shapes.push_back(Background(scene.width, scene.height));
  header.Draw(style.margin_y, scene.width, style, scene.shapes);
  DrawCells(grid, layout, style, scene.shapes);
  DrawLabels(grid, layout, labels, style, scene.shapes);
  DrawTimeAxis(layout.axis, layout.box, style.margin_x, layout.box.right, style, scene.shapes);
  if (bar)
    color_bar.Draw(layout.box.left, below, layout.box.right - layout.box.left, style, scene.shapes);
  return scene;
}

}  // namespace

extern const ChartType chart_heatmap = {
    .name = "heatmap",
    .help = "coloured cells: buckets of histograms over time, or many series",
    .draw = Draw,
    .native_histograms = true};

}  // namespace plumb::charts
