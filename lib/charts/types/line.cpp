// Lines over time, one a series: the chart of a range.
#include <algorithm>
#include <cmath>
#include <optional>

#include "charts/chart.h"
#include "charts/downsample.h"
#include "charts/frame.h"
#include "charts/legend.h"
#include "charts/runs.h"
#include "charts/selection.h"
#include "charts/style.h"
#include "charts/summary.h"
#include "charts/time_axis.h"
#include "charts/value_axis.h"
#include "fmt/format.h"

namespace plumb::charts {
namespace {

using scene::Role;

// Far apart enough for any scale, near enough for sums of two.
constexpr Timestamp kFarTime = INT64_MAX / 4;

TimeAxis AxisOf(const Data& data, const Selection& selection, const Request& request) {
  TimeAxis axis;
  axis.zone = request.zone;
  axis.indexed = data.indexed;
  bool first = true;
  for (const Selected& each : selection.series) {
    axis.from =
        first ? each.series->times.front() : std::min(axis.from, each.series->times.front());
    axis.to = first ? each.series->times.back() : std::max(axis.to, each.series->times.back());
    first = false;
  }
  if (data.start && data.end && *data.start < *data.end) {
    axis.from = *data.start;
    axis.to = *data.end;
  }
  axis.from = std::clamp(axis.from, -kFarTime, kFarTime);
  axis.to = std::clamp(axis.to, -kFarTime, kFarTime);
  if (axis.from == axis.to) {
    const DurationMs room = axis.indexed ? 1 : kMinute;
    axis.from -= room;
    axis.to += room;
  }
  return axis;
}

// Heights of the parts, from top to bottom.
struct Rows {
  double header = 0;
  double plot = 0;
  double axis = 0;
  double legend = 0;
  double note = 0;
  double total = 0;
};

Rows DivideHeight(const Request& request, const Style& style, double header, double axis,
                  double note, const Legend& legend) {
  Rows rows = {.header = header, .axis = axis, .note = note};
  const double fixed = 2 * style.margin_y + header + axis + note;
  rows.plot = style.plot_height;
  rows.legend = legend.Height();
  rows.total = fixed + rows.plot + rows.legend;
  double target = request.height;
  if (target <= 0 && request.max_height > 0 && rows.total > request.max_height)
    target = request.max_height;
  if (target <= 0) return rows;
  // A height that is given: the plot keeps half of its usual height if the legend can be cut for
  // it.
  const double room = target - fixed;
  rows.plot =
      std::max(room - rows.legend, std::min(style.plot_height / 2, room - legend.LeastHeight()));
  if (rows.plot < style.least_plot_height) rows.plot = std::max(style.least_plot_height, room);
  if (style.cells()) rows.plot = std::floor(rows.plot / scene::kCellHeight) * scene::kCellHeight;
  rows.legend = std::max(0.0, room - rows.plot);
  if (rows.legend < style.legend_gap + style.legend_row) rows.legend = 0;
  rows.total = std::max(target, fixed + rows.plot);
  return rows;
}

// Grid lines and value labels; the labels end at `style.gutter_gap` before the plot.
void DrawValueAxis(const ValueAxis& axis, const PlotBox& box, const Style& style,
                   std::vector<scene::Shape>& shapes) {
  scene::Line grid;
  grid.stroke = {.ink = {Role::kGrid}, .width = 1};
  scene::Line marks;
  marks.stroke = {.ink = {Role::kAxis}, .width = 1};
  const double spine = box.left - scene::kCellWidth / 2;
  if (style.cells())
    marks.runs.push_back({{spine, box.top}, {spine, box.bottom + scene::kCellHeight / 2}});
  for (const ValueTick& tick : axis.ticks) {
    double y = axis.scale.Map(tick.value);
    if (style.cells()) {
      y = (std::floor(y / scene::kCellHeight) + 0.5) * scene::kCellHeight;
      marks.runs.push_back({{spine - scene::kCellWidth / 2, y}, {spine, y}});
    } else {
      y = std::round(y) + 0.5;
    }
    grid.runs.push_back({{box.left, y}, {box.right, y}});
    shapes.push_back({scene::Text{.x = box.left - style.gutter_gap,
                                  .y = y,
                                  .text = tick.label,
                                  .anchor = scene::Anchor::kEnd,
                                  .size = style.label_size,
                                  .ink = {Role::kMuted}}});
  }
  if (!grid.runs.empty()) shapes.push_back({std::move(grid)});
  if (!marks.runs.empty()) shapes.push_back({std::move(marks)});
}

struct Plot {
  PlotBox box;
  scene::Scale x;
  scene::Scale y;
  RunRules rules;
  bool fill = false;  // a faint area under the line: where it is the only one
};

std::vector<scene::Point> PointsOf(const model::Series& series, const Run& run, const Plot& plot) {
  std::vector<scene::Point> points;
  points.reserve(run.count);
  // A little beyond the box is as good as far beyond, and keeps coordinates small.
  constexpr double kBeyond = 1000;
  for (size_t i = run.first; i < run.first + run.count; ++i) {
    const double y = plot.y.Map(series.values[i]);
    points.push_back({plot.x.Map(static_cast<double>(series.times[i])),
                      std::clamp(y, plot.box.top - kBeyond, plot.box.bottom + kBeyond)});
  }
  return points;
}

void AddFill(const std::vector<scene::Point>& points, const Plot& plot, scene::Area& area) {
  const double zero = plot.y.Map(0);
  std::vector<scene::Point> outline = {{points.front().x, zero}};
  outline.insert(outline.end(), points.begin(), points.end());
  outline.push_back({points.back().x, zero});
  area.outlines.push_back(std::move(outline));
}

scene::Shape DrawSeries(const Selected& series, const Plot& plot, const Style& style) {
  scene::Line line;
  line.stroke = StrokeOf(series, style);
  scene::Dots dots;
  dots.radius = style.dot_radius;
  dots.ink = line.stroke.ink;
  scene::Area area;
  constexpr double kFaint = 0.1;
  area.ink = line.stroke.ink;
  area.ink.opacity = kFaint;
  for (const Run& run : FindRuns(*series.series, plot.rules)) {
    const std::vector<scene::Point> points =
        Downsample(PointsOf(*series.series, run, plot), style.column);
    if (run.count == 1) {
      dots.centres.push_back(points.front());
      continue;
    }
    if (plot.fill) AddFill(points, plot, area);
    line.runs.push_back(points);
  }
  scene::Group group;
  group.title = TooltipOf(series);
  const PlotBox& box = plot.box;
  group.clip = scene::Clip{box.left, box.top, box.right - box.left, box.bottom - box.top};
  if (!area.outlines.empty()) group.shapes.push_back({std::move(area)});
  if (!line.runs.empty()) group.shapes.push_back({std::move(line)});
  if (!dots.centres.empty()) group.shapes.push_back({std::move(dots)});
  return {std::move(group)};
}

std::string NoteOf(const ValueAxis& axis, const ValueExtent& extent) {
  std::string note;
  if (!axis.base.empty()) note = "values are relative to " + axis.base;
  if (axis.scale.kind == scene::ScaleKind::kLog && extent.not_positive > 0)
    note = fmt::format("{} values of 0 and less are not shown", extent.not_positive);
  return note;
}

ValueAxisSpec AxisSpecOf(const Selection& selection, const Request& request, const Style& style,
                         double length) {
  return {.unit = selection.unit,
          .min = request.min,
          .max = request.max,
          .kind = request.scale,
          .length = length,
          .gap = style.value_gap,
          .row = style.cells() ? scene::kCellHeight : 0,
          .zone = request.zone};
}

double LabelWidth(const ValueAxis& axis, const Style& style) {
  double width = 0;
  for (const ValueTick& tick : axis.ticks)
    width = std::max(width, style.Width(tick.label, style.label_size));
  return width;
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  const Style& style = StyleOf(request.medium);
  const Selection selection = Select(data, request, request.top > 0 ? request.top : style.lines);
  const TimeAxis time_axis = AxisOf(data, selection, request);
  const Header header = {.title = selection.title, .subtitle = selection.common};
  const double content = request.width - 2 * style.margin_x;
  const Legend legend(selection, request.legend, content, style);

  const ValueExtent extent = ExtentOf(selection.series);
  // Whether there is a note does not depend on the height, so a first axis can be asked.
  const ValueAxis trial =
      MakeValueAxis(extent, AxisSpecOf(selection, request, style, style.plot_height));
  const double note_row = NoteOf(trial, extent).empty() ? 0 : style.subtitle_row;
  const Rows rows =
      DivideHeight(request, style, header.Height(style),
                   style.axis_gap + time_axis.rows() * style.axis_row, note_row, legend);
  ValueAxis axis = MakeValueAxis(extent, AxisSpecOf(selection, request, style, rows.plot));

  Plot plot;
  const double most_gutter = content / 2;
  plot.box.left =
      style.margin_x + std::min(LabelWidth(axis, style), most_gutter) + style.gutter_gap;
  plot.box.right = request.width - style.margin_x;
  plot.box.top = style.margin_y + rows.header;
  plot.box.bottom = plot.box.top + rows.plot;
  // Half a sub-row inside, so that in terminals both ends are drawn.
  const double inset = style.cells() ? scene::kCellHeight / 8 : 0;
  axis.scale.at_low = plot.box.bottom - inset;
  axis.scale.at_high = plot.box.top + inset;
  plot.x = TimeScale(time_axis, plot.box, style);
  plot.y = axis.scale;
  plot.rules = {.step = data.step,
                .positive = request.scale == ValueScale::kLog,
                .gaps_in_time = !data.indexed};
  // An area says how much: it has to stand on zero.
  plot.fill = selection.series.size() == 1 && !style.cells() &&
              axis.scale.kind == scene::ScaleKind::kLinear && axis.scale.low <= 0 &&
              axis.scale.high >= 0;

  scene::Scene scene;
  scene.width = request.width;
  scene.height = rows.total;
  scene.title = selection.title.empty() ? "chart" : selection.title;
  scene.description =
      SummarizeLines(selection, time_axis.from, time_axis.to, request.zone, time_axis.indexed);
  scene.shapes.push_back(Background(scene.width, scene.height));
  header.Draw(style.margin_y, scene.width, style, scene.shapes);
  DrawValueAxis(axis, plot.box, style, scene.shapes);
  DrawTimeAxis(time_axis, plot.box, style.margin_x, plot.box.right, style, scene.shapes);
  // The series that comes first in the legend is drawn last, on top of the others.
  for (auto at = selection.series.rbegin(); at != selection.series.rend(); ++at)
    scene.shapes.push_back(DrawSeries(*at, plot, style));
  double y = plot.box.bottom + rows.axis;
  if (note_row > 0)
    scene.shapes.push_back(
        Note(style.margin_x, y + note_row / 2, NoteOf(axis, extent), content, style));
  y += note_row;
  legend.Draw(style.margin_x, y, rows.legend, scene.shapes);
  return scene;
}

}  // namespace

extern const ChartType chart_line = {"line", "lines over time, one a series", Draw};

}  // namespace plumb::charts
