// Horizontal bars, the largest first: the chart of one instant.
#include <algorithm>
#include <cmath>

#include "charts/chart.h"
#include "charts/frame.h"
#include "charts/legend.h"
#include "charts/selection.h"
#include "charts/style.h"
#include "charts/summary.h"
#include "charts/value_axis.h"
#include "fmt/format.h"

namespace plumb::charts {
namespace {

using scene::Anchor;
using scene::Role;

constexpr double kMostNamePart = 0.45;  // of the width
constexpr double kLeastBarCells = 6;

// Columns of the chart, from left to right.
struct Columns {
  double name_end = 0;
  double bar_left = 0;
  double bar_right = 0;
  double zero = 0;
};

Statistics Last(const Statistics& s) {
  // A bar shows the last value, whatever came before.
  Statistics last = s;
  last.min = last.mean = last.max = s.last;
  last.integer = s.last == std::floor(s.last);
  last.least_positive = s.last > 0 ? s.last : 0;
  last.not_positive = s.last > 0 ? 0 : 1;
  return last;
}

// Leaves the last sample that is no stale marker. REQUIRES: there is one
void KeepLast(model::Series& series) {
  size_t at = series.values.size() - 1;
  while (at > 0 && model::IsStale(series.values[at])) --at;
  series.times = {series.times[at]};
  series.values = {series.values[at]};
}

std::string ValueText(const Selected& each) {
  if (each.statistics.count == 0) return "NaN";
  return units::Text(each.unit, each.statistics.last);
}

// A status is not told by its colour alone.
std::string_view SignAfter(const std::optional<scene::Ink>& ink) {
  const std::string_view sign = SignOf(ink);
  return sign == "!!" ? " !!" : sign == "!" ? " !" : "";
}

ValueAxis AxisOf(const Selection& selection, const Request& request) {
  ValueExtent extent = ExtentOf(selection.series);
  // Bars begin at zero, and the longest takes all the room.
  ValueAxisSpec spec = {.unit = selection.unit,
                        .min = request.min,
                        .max = request.max,
                        .kind = request.scale,
                        .length = 1,
                        .gap = 1};
  ValueAxis axis = MakeValueAxis(extent, spec);
  if (request.scale != ValueScale::kLinear) return axis;
  axis.scale.low = request.min.value_or(std::min(0.0, extent.low));
  axis.scale.high = request.max.value_or(std::max(0.0, extent.high));
  if (!(axis.scale.low < axis.scale.high)) axis.scale.high = axis.scale.low + 1;
  return axis;
}

Columns DivideWidth(const Selection& selection, const Request& request, const Style& style) {
  double names = 0;
  double values = 0;
  bool negative = false;
  for (const Selected& each : selection.series) {
    names = std::max(names, style.Width(each.name, style.text_size));
    const auto ink = InkAt(request.thresholds, each.statistics.last);
    values = std::max(values,
                      style.Width(ValueText(each) + std::string(SignAfter(ink)), style.text_size));
    negative = negative || each.statistics.last < 0;
  }
  const double content = request.width - 2 * style.margin_x;
  const double gap = style.swatch_gap;
  const double least_bar = kLeastBarCells * scene::kCellWidth;
  // A negative bar has its value on its left.
  const double beside = (values + gap) * (negative ? 2 : 1);
  names =
      std::min({names, content * kMostNamePart, std::max(0.0, content - beside - gap - least_bar)});
  Columns columns;
  columns.name_end = style.margin_x + names;
  columns.bar_left = columns.name_end + gap + (negative ? values + gap : 0);
  columns.bar_right =
      std::max(columns.bar_left + scene::kCellWidth, request.width - style.margin_x - values - gap);
  return columns;
}

void DrawBar(const Selected& each, const Columns& columns, const scene::Scale& scale, double y,
             const Request& request, std::vector<scene::Shape>& shapes) {
  const Style& style = StyleOf(request.medium);
  const std::optional<scene::Ink> ink = InkAt(request.thresholds, each.statistics.last);
  const double room = columns.name_end - style.margin_x;
  scene::Group group;
  group.title = each.name + ": " + ValueText(each);
  group.shapes.push_back({scene::Text{.x = columns.name_end,
                                      .y = y,
                                      .text = style.Fit(each.name, style.text_size, room),
                                      .anchor = Anchor::kEnd,
                                      .size = style.text_size,
                                      .ink = {Role::kText}}});
  double end = scale.Map(each.statistics.last);
  if (!std::isfinite(end)) end = columns.zero;
  end = std::clamp(end, columns.bar_left, columns.bar_right);
  // A value that is not nothing shows something.
  const double least = each.statistics.count > 0 && each.statistics.last != 0 ? 1 : 0;
  const double left = std::min(columns.zero, end);
  const double width = std::max(std::abs(end - columns.zero), least);
  if (width > 0)
    group.shapes.push_back({scene::Rect{.x = left,
                                        .y = y - style.bar_height / 2,
                                        .width = width,
                                        .height = style.bar_height,
                                        .ink = ink.value_or(scene::Ink{Role::kSeries, 0}),
                                        .radius = style.cells() ? 0.0 : 2.0}});
  const std::string_view sign = SignAfter(ink);
  const bool negative = each.statistics.last < 0;
  double value_x =
      negative ? left - style.swatch_gap : std::max(end, columns.zero) + style.swatch_gap;
  if (style.cells() && !negative)
    value_x = std::ceil(value_x / scene::kCellWidth) * scene::kCellWidth;
  group.shapes.push_back({scene::Text{.x = value_x,
                                      .y = y,
                                      .text = ValueText(each) + std::string(sign),
                                      .anchor = negative ? Anchor::kEnd : Anchor::kStart,
                                      .size = style.text_size,
                                      .ink = {Role::kText}}});
  shapes.push_back({std::move(group)});
}

// How many bars have room; the others are counted.
size_t BarsThatFit(const Request& request, const Style& style, double header) {
  const size_t wanted = request.top > 0 ? request.top : style.bars;
  const double height = request.height > 0 ? request.height : request.max_height;
  if (height <= 0) return wanted;
  const double rows = (height - 2 * style.margin_y - header) / style.bar_row - 1;
  return std::clamp<size_t>(static_cast<size_t>(std::max(rows, 1.0)), 1, wanted);
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  const Style& style = StyleOf(request.medium);
  Data last = data;
  for (model::Series& series : last.series) KeepLast(series);
  Selection selection = Select(last, request, request.top > 0 ? request.top : style.bars);
  const Timestamp time = selection.series.front().series->times.back();
  Header header = {.title = selection.title, .subtitle = selection.common};
  if (!data.indexed) header.Say(MomentText(time, request.zone));
  const size_t fitting = BarsThatFit(request, style, header.Height(style));
  if (selection.series.size() > fitting) {
    selection.left_out += selection.series.size() - fitting;
    selection.series.resize(fitting);
  }
  for (Selected& each : selection.series) each.statistics = Last(each.statistics);

  Columns columns = DivideWidth(selection, request, style);
  ValueAxis axis = AxisOf(selection, request);
  axis.scale.at_low = columns.bar_left;
  axis.scale.at_high = columns.bar_right;
  const double origin = axis.scale.kind == scene::ScaleKind::kLog ? axis.scale.low : 0;
  columns.zero = std::clamp(axis.scale.Map(origin), columns.bar_left, columns.bar_right);
  if (style.cells()) columns.zero = style.SnapX(columns.zero);

  const double rows = static_cast<double>(selection.series.size()) * style.bar_row;
  const double more = selection.left_out > 0 ? style.legend_row : 0;
  scene::Scene scene;
  scene.width = request.width;
  scene.height = std::max(request.height, 2 * style.margin_y + header.Height(style) + rows + more);
  scene.title = selection.title.empty() ? "chart" : selection.title;
  scene.description = SummarizeBars(selection, time, request.zone);
  scene.shapes.push_back(Background(scene.width, scene.height));
  header.Draw(style.margin_y, scene.width, style, scene.shapes);
  double y = style.margin_y + header.Height(style) + style.bar_row / 2;
  for (const Selected& each : selection.series) {
    DrawBar(each, columns, axis.scale, y, request, scene.shapes);
    y += style.bar_row;
  }
  if (more > 0)
    scene.shapes.push_back({scene::Text{.x = columns.name_end,
                                        .y = y - style.bar_row / 2 + more / 2,
                                        .text = fmt::format("+{} more", selection.left_out),
                                        .anchor = Anchor::kEnd,
                                        .size = style.text_size,
                                        .ink = {Role::kMuted}}});
  return scene;
}

}  // namespace

extern const ChartType chart_bars = {
    .name = "bars", .help = "horizontal bars, the largest value first", .draw = Draw};

}  // namespace plumb::charts
