#include "charts/time_plot.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "charts/chart.h"
#include "charts/compare.h"
#include "charts/downsample.h"
#include "charts/filled_between.h"
#include "charts/frame.h"
#include "charts/marks.h"
#include "charts/summary.h"
#include "charts/threshold_marks.h"
#include "charts/time_axis.h"
#include "charts/two_axes.h"
#include "charts/value_axis_shapes.h"
#include "fmt/format.h"

namespace plumb::charts {
namespace {

using scene::Role;

// Far apart enough for any scale, near enough for sums of two.
constexpr Timestamp kFarTime = INT64_MAX / 4;

TimeAxis AxisOf(const Data& data, const Selection& selection, const Request& request,
                DurationMs room) {
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
  axis.from -= std::clamp<DurationMs>(room, 0, kFarTime);
  axis.to += std::clamp<DurationMs>(room, 0, kFarTime);
  axis.from = std::clamp(axis.from, -kFarTime, kFarTime);
  axis.to = std::clamp(axis.to, -kFarTime, kFarTime);
  if (axis.from == axis.to) {
    const DurationMs around = axis.indexed ? 1 : kMinute;
    axis.from -= around;
    axis.to += around;
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
  rows.plot = style.PlotHeight(request.width);
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

// A table that is cut leaves names out, for which a list has room. Statistics that were asked for
// stay.
bool MayBeList(const Request& request) {
  return request.legend == LegendMode::kAuto && request.stats.empty() && request.compare == 0;
}

// The axes of values.
struct Axes {
  ValueAxis left;
  std::optional<ValueAxis> right;
};

std::string NoteOf(const Axes& axes, const TimePlotSpec& spec) {
  if (spec.extent.empty && spec.right.empty) return "no value is a finite number";
  std::string note;
  const auto say = [&](const std::string& text) {
    if (!text.empty()) note += (note.empty() ? "" : "; ") + text;
  };
  say(spec.note);
  if (!axes.left.base.empty()) say("values are relative to " + axes.left.base);
  if (axes.right && !axes.right->base.empty())
    say("values on the right are relative to " + axes.right->base);
  if (axes.left.scale.kind == scene::ScaleKind::kLog)
    say(SayNotShown(spec.extent.not_positive + spec.right.not_positive));
  return note;
}

// A right axis has no ends that are asked for: those are of the left one.
Axes MakeAxes(const TimePlotSpec& spec, const Selection& selection, const Request& request,
              const Style& style, double length) {
  const ValueAxisSpec left = AxisSpecOf(spec.unit, request, style, length);
  Axes axes = {.left = MakeValueAxis(spec.extent, left), .right = {}};
  if (selection.right_unit)
    axes.right = MakeValueAxis(spec.right, {.unit = *selection.right_unit,
                                            .kind = left.kind,
                                            .length = length,
                                            .gap = left.gap,
                                            .row = left.row,
                                            .zone = left.zone});
  return axes;
}

// What the axis shows besides the data.
void Cover(const Request& request, ValueExtent& extent) {
  CoverThresholds(request, extent);
  if (request.cover_low) extent.low = std::min(extent.low, *request.cover_low);
  if (request.cover_high) extent.high = std::max(extent.high, *request.cover_high);
}

}  // namespace

TimePlotSpec UsualSpec(const Selection& selection) {
  std::vector<Selected> left;
  std::vector<Selected> right;
  for (const Selected& each : selection.series) (each.right ? right : left).push_back(each);
  return {.extent = ExtentOf(left), .right = ExtentOf(right), .unit = selection.unit, .note = {}};
}

Selection SelectForPlot(const Data& data, const Request& request) {
  Selection selection =
      Select(data, request, request.top > 0 ? request.top : StyleOf(request.medium).lines);
  const ChartType* type = FindChartType(request.type);
  if (type != nullptr && type->two_axes && request.stack == Stacking::kNone)
    ChooseAxes(data, request, selection);
  return selection;
}

Selection SelectForStack(const Data& data, const Request& request) {
  Request ordered = request;
  if (!ordered.sort) ordered.sort = Sorting{};
  return SelectForPlot(data, ordered);
}

scene::Scene DrawTimePlot(const Data& data, const Request& request, const Selection& selection,
                          const TimePlotSpec& asked, const PlotPainter& paint) {
  const Style& style = StyleOf(request.medium);
  TimePlotSpec spec = asked;
  Cover(request, spec.extent);
  const TimeAxis time_axis = AxisOf(data, selection, request, spec.time_room);
  const Header header = {.title = selection.title, .subtitle = selection.common};
  const double content = request.width - 2 * style.margin_x;
  std::optional<Legend> legend(std::in_place, selection, request, content, style);

  // Whether there is a note does not depend on the height, so a first axis can be asked.
  const Axes trial = MakeAxes(spec, selection, request, style, style.PlotHeight(request.width));
  const double note_row = NoteOf(trial, spec).empty() ? 0 : style.subtitle_row;
  const auto divide = [&] {
    return DivideHeight(request, style, header.Height(style),
                        style.axis_gap + time_axis.rows() * style.axis_row, note_row, *legend);
  };
  Rows rows = divide();
  if (MayBeList(request) && rows.legend < legend->Height()) {
    Request listed = request;
    listed.legend = LegendMode::kList;
    legend.emplace(selection, listed, content, style);
    rows = divide();
  }
  Axes axes = MakeAxes(spec, selection, request, style, rows.plot);
  if (style.cells() && request.height <= 0) {
    const double even = EvenLength(axes.left, rows.plot, scene::kCellHeight);
    rows.total -= rows.plot - even;
    rows.plot = even;
    axes = MakeAxes(spec, selection, request, style, even);
  }

  Plot plot{.style = style};
  const double most_gutter = content / (axes.right ? 3 : 2);
  plot.box.left =
      style.margin_x + std::min(LabelWidth(axes.left, style), most_gutter) + style.gutter_gap;
  plot.box.right = request.width - style.margin_x;
  if (axes.right)
    plot.box.right -= std::min(LabelWidth(*axes.right, style), most_gutter) + style.gutter_gap;
  plot.box.top = style.margin_y + rows.header;
  plot.box.bottom = plot.box.top + rows.plot;
  // Half a sub-row inside, so that in terminals both ends are drawn.
  const double inset = style.cells() ? scene::kCellHeight / 8 : 0;
  for (ValueAxis* axis : {&axes.left, axes.right ? &*axes.right : nullptr}) {
    if (axis == nullptr) continue;
    axis->scale.at_low = plot.box.bottom - inset;
    axis->scale.at_high = plot.box.top + inset;
  }
  plot.x = TimeScale(time_axis, plot.box, style);
  plot.y = axes.left.scale;
  if (axes.right) plot.right_y = axes.right->scale;
  plot.rules = RulesOf(data, request);

  scene::Scene scene;
  scene.width = request.width;
  scene.height = rows.total;
  scene.title = selection.title.empty() ? "chart" : selection.title;
  const TimeAxis said = AxisOf(data, selection, request, 0);
  scene.description = SummarizeLines(selection, said.from, said.to, request.zone, said.indexed);
  scene.shapes.push_back(Background(scene.width, scene.height));
  header.Draw(style.margin_y, scene.width, style, scene.shapes);
  DrawValueAxis(axes.left, plot.box, Side::kLeft, style, scene.shapes);
  if (axes.right) DrawValueAxis(*axes.right, plot.box, Side::kRight, style, scene.shapes);
  DrawTimeAxis(time_axis, plot.box, style.margin_x, plot.box.right, style, scene.shapes);
  DrawThresholds(request, plot, scene.shapes);
  paint(plot, scene.shapes);
  DrawMarks(data.marks, plot, scene.shapes);
  double y = plot.box.bottom + rows.axis;
  if (note_row > 0)
    scene.shapes.push_back(
        Note(style.margin_x, y + note_row / 2, NoteOf(axes, spec), content, style));
  y += note_row;
  legend->Draw(style.margin_x, y, rows.legend, scene.shapes);
  return scene;
}

RunRules RulesOf(const Data& data, const Request& request) {
  return {.step = data.step,
          .positive = IsLogarithmic(request.scale),
          .gaps_in_time = !data.indexed && !request.connect};
}

Plot Plot::For(const Selected& series) const {
  Plot own = *this;
  if (series.right) own.y = right_y;
  return own;
}

double Plot::BaseLine() const {
  // Zero is nowhere on a logarithmic axis.
  const double zero = y.kind == scene::ScaleKind::kLog ? box.bottom : y.Map(0);
  return std::clamp(zero, box.top, box.bottom);
}

scene::Point Plot::At(Timestamp time, double value) const {
  // A little beyond the box is as good as far beyond, and keeps coordinates small.
  constexpr double kBeyond = 1000;
  return {x.Map(static_cast<double>(time)),
          std::clamp(y.Map(value), box.top - kBeyond, box.bottom + kBeyond)};
}

std::vector<scene::Point> Plot::PointsOf(const model::Series& series, const Run& run) const {
  return DownsampleEach(run.count, style.column, [&](size_t i) {
    return At(series.times[run.first + i], series.values[run.first + i]);
  });
}

scene::Group Plot::GroupOf(const Selected& series) const {
  scene::Group group;
  group.title = TooltipOf(series);
  group.clip = scene::Clip{box.left, box.top, box.right - box.left, box.bottom - box.top};
  return group;
}

scene::Scene DrawSeriesPlot(const Data& data, const Request& request, const Selection& selection,
                            const SeriesDrawer& draw) {
  TimePlotSpec spec = UsualSpec(selection);
  for (const Selected& each : selection.series)
    CoverEarlier(each, each.right ? spec.right : spec.extent);
  return DrawTimePlot(
      data, request, selection, spec, [&](const Plot& plot, std::vector<scene::Shape>& shapes) {
        if (request.between) shapes.push_back(DrawBetween(selection, *request.between, plot));
        for (const Selected& each : selection.series)
          if (each.earlier != nullptr) shapes.push_back(DrawEarlier(each, plot.For(each)));
        for (auto at = selection.series.rbegin(); at != selection.series.rend(); ++at)
          shapes.push_back(draw(*at, plot.For(*at)));
      });
}

}  // namespace plumb::charts
