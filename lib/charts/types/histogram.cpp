// How often which values occur, of all series together, in bins with round bounds.
#include <algorithm>
#include <cmath>

#include "charts/chart.h"
#include "charts/frame.h"
#include "charts/selection.h"
#include "charts/style.h"
#include "charts/time_axis.h"
#include "charts/value_axis.h"
#include "charts/value_bins.h"
#include "fmt/format.h"
#include "units/axis_scale.h"

namespace plumb::charts {
namespace {

using scene::Anchor;
using scene::Role;

scene::LadderSpec LadderOf(const units::Unit& unit) {
  switch (unit.rounding) {
    case units::Rounding::kSeconds:
      return {scene::Ladder::kSeconds, unit.rounding_unit};
    case units::Rounding::kBinary:
      return {scene::Ladder::kBinary, unit.rounding_unit};
    case units::Rounding::kPercent:
    case units::Rounding::kDecimal:
      break;
  }
  return {scene::Ladder::kDecimal, 1};
}

ValueBins BinsOf(const Selection& selection, const Request& request, const Style& style) {
  std::vector<const model::Series*> series;
  for (const Selected& each : selection.series) series.push_back(each.series);
  constexpr double kMostBins = 40;
  constexpr double kLeastCells = 3;  // of a bin, with what is around the plot
  const double fitting =
      style.cells() ? request.width / scene::kCellWidth / kLeastCells : kMostBins;
  return BinValues(series, {.ladder = LadderOf(selection.unit),
                            .integer = ExtentOf(selection.series).integer,
                            .most = static_cast<size_t>(std::clamp(fitting, 4.0, kMostBins)),
                            .min = request.min,
                            .max = request.max});
}

ValueAxis CountAxis(const ValueBins& bins, double length, const Style& style) {
  ValueExtent extent = {.empty = false};
  extent.high = static_cast<double>(*std::max_element(bins.counts.begin(), bins.counts.end()));
  return MakeValueAxis(extent, {.unit = units::FindUnit("short"),
                                .min = 0,
                                .max = {},
                                .kind = ValueScale::kLinear,
                                .length = length,
                                .gap = style.value_gap,
                                .row = style.cells() ? scene::kCellHeight : 0});
}

std::vector<double> BoundsOf(const ValueBins& bins) {
  std::vector<double> bounds;
  for (size_t i = 0; i <= bins.counts.size(); ++i)
    bounds.push_back(bins.low + static_cast<double>(i) * bins.width);
  return bounds;
}

bool IsRelative(const ValueBins& bins, const units::Unit& unit) {
  return !units::LabelTicks(unit, BoundsOf(bins), bins.width).base.empty();
}

// Bounds under the bins, as many as have room.
void DrawBounds(const ValueBins& bins, const units::Unit& unit, const PlotBox& box, double bin,
                const Style& style, std::vector<scene::Shape>& shapes) {
  const std::vector<double> bounds = BoundsOf(bins);
  const units::AxisLabels labels = units::LabelTicks(unit, bounds, bins.width);
  double widest = 0;
  for (const std::string& label : labels.texts)
    widest = std::max(widest, style.Width(label, style.label_size));
  const auto every = static_cast<size_t>(std::max(1.0, std::ceil((widest + style.time_gap) / bin)));
  const double y = box.bottom + style.axis_gap + style.axis_row / 2;
  scene::Line line;
  line.stroke = {.ink = {Role::kAxis}, .width = 1};
  const double base =
      style.cells() ? box.bottom + scene::kCellHeight / 2 : std::round(box.bottom) + 0.5;
  line.runs.push_back(
      {{style.cells() ? box.left - scene::kCellWidth / 2 : box.left, base}, {box.right, base}});
  const double most_right = box.right + style.margin_x;
  double taken = 0;
  for (size_t i = 0; i < bounds.size(); i += every) {
    const double width = style.Width(labels.texts[i], style.label_size);
    // The last one may be moved to the left, if there it does not meet its neighbour.
    const double left =
        std::min(box.left + static_cast<double>(i) * bin, most_right - width / 2) - width / 2;
    if (i > 0 && left < taken + style.time_gap / 3) break;
    taken = left + width;
    shapes.push_back(AxisLabel(left + width / 2, y, labels.texts[i], Anchor::kMiddle, style));
  }
  shapes.push_back({std::move(line)});
  if (!labels.base.empty())
    shapes.push_back(AxisLabel(box.right, y + style.axis_row, "relative to " + labels.base,
                               Anchor::kEnd, style));
}

void DrawCounts(const ValueAxis& axis, const PlotBox& box, const Style& style,
                std::vector<scene::Shape>& shapes) {
  scene::Line grid;
  grid.stroke = {.ink = {Role::kGrid}, .width = 1};
  for (const ValueTick& tick : axis.ticks) {
    double y = axis.scale.Map(tick.value);
    y = style.cells() ? (std::floor(y / scene::kCellHeight) + 0.5) * scene::kCellHeight
                      : std::round(y) + 0.5;
    grid.runs.push_back({{box.left, y}, {box.right, y}});
    shapes.push_back(AxisLabel(box.left - style.gutter_gap, y, tick.label, Anchor::kEnd, style));
  }
  if (!grid.runs.empty()) shapes.push_back({std::move(grid)});
  if (!style.cells()) return;
  const double spine = box.left - scene::kCellWidth / 2;
  scene::Line marks;
  marks.stroke = {.ink = {Role::kAxis}};
  marks.runs.push_back({{spine, box.top}, {spine, box.bottom + scene::kCellHeight / 2}});
  shapes.push_back({std::move(marks)});
}

void DrawBins(const ValueBins& bins, const Selection& selection, const ValueAxis& axis,
              const PlotBox& box, double bin, const Style& style,
              std::vector<scene::Shape>& shapes) {
  const double gap = style.cells() ? (bin > 2 * scene::kCellWidth ? scene::kCellWidth : 0) : 1;
  for (size_t i = 0; i < bins.counts.size(); ++i) {
    if (bins.counts[i] == 0) continue;
    const double low = bins.low + static_cast<double>(i) * bins.width;
    const double height =
        std::max(1.0, box.bottom - axis.scale.Map(static_cast<double>(bins.counts[i])));
    scene::Group group;
    group.title = fmt::format("{} to {}: {}", units::Text(selection.unit, low),
                              units::Text(selection.unit, low + bins.width), bins.counts[i]);
    group.shapes.push_back({scene::Rect{.x = box.left + static_cast<double>(i) * bin,
                                        .y = box.bottom - height,
                                        .width = bin - gap,
                                        .height = height,
                                        .ink = {Role::kSeries, 0},
                                        .upright = true}});
    shapes.push_back({std::move(group)});
  }
}

std::string Describe(const ValueBins& bins, const Selection& selection) {
  const auto most = std::max_element(bins.counts.begin(), bins.counts.end());
  const double low = bins.low + static_cast<double>(most - bins.counts.begin()) * bins.width;
  return fmt::format("{} values of {} series. Most, {}, from {} to {}.", bins.total,
                     selection.series.size(), *most, units::Text(selection.unit, low),
                     units::Text(selection.unit, low + bins.width));
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  const Style& style = StyleOf(request.medium);
  const Selection selection =
      Select(data, request, request.top > 0 ? request.top : data.series.size());
  const ValueBins bins = BinsOf(selection, request, style);
  if (bins.total == 0)
    return Error{Exit::kNoData, "nothing to draw: no value lies between --min and --max"};
  Header header = {.title = selection.title, .subtitle = selection.common};
  header.Say(fmt::format("{} values", bins.total));
  if (bins.outside > 0) header.subtitle += fmt::format(", {} outside", bins.outside);

  const double head = header.Height(style);
  // A second row for what labels may be relative to; in pictures it is air.
  const double foot = style.axis_gap +
                      (style.cells() && !IsRelative(bins, selection.unit) ? 1 : 2) * style.axis_row;
  const double fixed = 2 * style.margin_y + head + foot;
  double target = request.height;
  if (target <= 0 && request.max_height > 0)
    target = std::min(fixed + style.PlotHeight(request.width), request.max_height);
  const double plot = target > 0 ? std::max(style.least_plot_height, target - fixed)
                                 : style.PlotHeight(request.width);
  ValueAxis axis = CountAxis(bins, plot, style);
  double labels = 0;
  for (const ValueTick& tick : axis.ticks)
    labels = std::max(labels, style.Width(tick.label, style.label_size));
  PlotBox box = {.left = style.margin_x + labels + style.gutter_gap,
                 .top = style.margin_y + head,
                 .right = request.width - style.margin_x,
                 .bottom = style.margin_y + head + plot};
  // A bar of nothing has no height, in terminals too.
  axis.scale.at_low = box.bottom;
  axis.scale.at_high = box.top;
  double bin = (box.right - box.left) / static_cast<double>(bins.counts.size());
  if (style.cells()) bin = std::max(scene::kCellWidth, style.SnapX(bin));
  box.right = std::min(box.right, box.left + bin * static_cast<double>(bins.counts.size()));

  scene::Scene scene;
  scene.width = request.width;
  scene.height = fixed + plot;
  scene.title = selection.title.empty() ? "chart" : selection.title;
  scene.description = Describe(bins, selection);
  scene.shapes.push_back(Background(scene.width, scene.height));
  header.Draw(style.margin_y, scene.width, style, scene.shapes);
  DrawCounts(axis, box, style, scene.shapes);
  DrawBins(bins, selection, axis, box, bin, style, scene.shapes);
  DrawBounds(bins, selection.unit, box, bin, style, scene.shapes);
  return scene;
}

}  // namespace

extern const ChartType chart_histogram = {
    .name = "histogram", .help = "how often which values occur", .draw = Draw};

}  // namespace plumb::charts
