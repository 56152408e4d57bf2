// States over time: a row a series, equal values beside each other as one bar.
#include <algorithm>
#include <cmath>
#include <set>

#include "charts/chart.h"
#include "charts/frame.h"
#include "charts/marks.h"
#include "charts/selection.h"
#include "charts/summary.h"
#include "charts/time_axis.h"
#include "charts/time_plot.h"
#include "fmt/format.h"
#include "scene/heat.h"

namespace plumb::charts {
namespace {

using scene::Anchor;
using scene::Role;

constexpr double kMostNamePart = 0.35;  // of the width
constexpr double kRow = 28;             // of pictures
constexpr double kBar = 20;
constexpr size_t kMostRows = 40;

// A value from a time to another.
struct Span {
  Timestamp from = 0;
  Timestamp to = 0;
  double value = 0;
};

std::vector<Span> SpansOf(const model::Series& series, const RunRules& rules) {
  const DurationMs step =
      rules.step > 0 ? rules.step : std::max<DurationMs>(UsualSpacing(series), 1);
  std::vector<Span> spans;
  for (const Run& run : FindRuns(series, rules)) {
    const size_t begin = spans.size();
    for (size_t i = run.first; i < run.first + run.count; ++i) {
      const bool last = i + 1 == run.first + run.count;
      const Timestamp to = last ? series.times[i] + step : series.times[i + 1];
      if (spans.size() > begin && spans.back().value == series.values[i])
        spans.back().to = to;
      else
        spans.push_back({series.times[i], to, series.values[i]});
    }
  }
  return spans;
}

// Colours of values: those of thresholds, else from the least to the largest value, so that
// terminals without colours have shades for them.
class Colors {
 public:
  Colors(const Selection& selection, const Request& request) : request_(request) {
    for (const Selected& each : selection.series)
      for (const double v : each.series->values)
        if (std::isfinite(v)) values_.insert(v);
  }

  [[nodiscard]] scene::Ink Of(double value) const {
    if (const auto ink = InkAt(request_.thresholds, value)) return *ink;
    constexpr uint32_t kLow = 40;  // the darkest are hard to tell from a dark ground
    constexpr uint32_t kHigh = 215;
    const auto rank = static_cast<uint32_t>(std::distance(values_.begin(), values_.find(value)));
    const auto count = static_cast<uint32_t>(std::max<size_t>(values_.size(), 2) - 1);
    return {Role::kHeat, kLow + (kHigh - kLow) * rank / count};
  }
  [[nodiscard]] const std::set<double>& values() const { return values_; }

 private:
  const Request& request_;
  std::set<double> values_;
};

// Whether series say what is there and what is not: `up`, `mysql_up`, `probe_success`.
bool SayWhatIsUp(const Selection& selection, const std::set<double>& values) {
  const auto of_up = [](const Selected& each) {
    const std::string_view metric = each.series->labels.metric_name();
    return metric == "up" || metric.ends_with("_up") || metric == "probe_success";
  };
  return std::all_of(selection.series.begin(), selection.series.end(), of_up) &&
         std::all_of(values.begin(), values.end(), [](double v) { return v == 0 || v == 1; });
}

// What has colours and words of its own without being asked for them.
Request WithUsualWords(const Request& asked, const Selection& selection) {
  Request request = asked;
  if (!request.unit.empty() || !request.thresholds.empty()) return request;
  if (!SayWhatIsUp(selection, Colors(selection, request).values())) return request;
  request.unit = "bool:up/down";
  request.thresholds = {{0, {Role::kCritical}}, {1, {Role::kGood}}};
  return request;
}

// Of a word on a bar. The scale of colours is the same on light and dark ground; statuses differ
// from the ground whatever it is.
scene::Ink InkOn(const scene::Ink& ink) {
  if (ink.role != Role::kHeat) return {Role::kBackground};
  constexpr double kLight = 0.6;
  const bool light = scene::ToOkLab(scene::HeatColor(ink.number)).lightness > kLight;
  return {Role::kExact, light ? 0x000000u : 0xffffffu};
}

// The value in its bar: colours are not the same to all.
void DrawWord(const std::string& text, const scene::Ink& ink, double middle, double y, double room,
              const Style& style, std::vector<scene::Shape>& shapes) {
  if (style.cells()) {
    // A blank on both sides, and something of the bar beside it.
    constexpr double kAround = 4 * scene::kCellWidth;
    const double width = style.Width(text, style.label_size);
    if (width + kAround > room) return;
    const double left = style.SnapX(middle - width / 2);
    for (const double x : {left - scene::kCellWidth, left + width})
      shapes.push_back({scene::Text{.x = x, .y = y, .text = " ", .ink = InkOn(ink)}});
    shapes.push_back({scene::Text{.x = left, .y = y, .text = text, .ink = InkOn(ink)}});
    return;
  }
  constexpr double kPad = 8;
  if (ink.role == Role::kExact || style.Width(text, style.label_size) + kPad > room) return;
  shapes.push_back({scene::Text{.x = middle,
                                .y = y,
                                .text = text,
                                .anchor = Anchor::kMiddle,
                                .size = style.label_size,
                                .ink = InkOn(ink)}});
}

void DrawRow(const Selected& each, const std::vector<Span>& spans, const Colors& colors,
             const Plot& plot, double y, double bar, std::vector<scene::Shape>& shapes) {
  const Style& style = plot.style;
  for (const Span& span : spans) {
    double left =
        std::clamp(plot.x.Map(static_cast<double>(span.from)), plot.box.left, plot.box.right);
    double right =
        std::clamp(plot.x.Map(static_cast<double>(span.to)), plot.box.left, plot.box.right);
    if (style.cells()) {
      left = style.SnapX(left);
      right = style.SnapX(right);
    }
    // A short state is seen as well.
    right = std::max(right, left + (style.cells() ? scene::kCellWidth : 1));
    scene::Group group;
    const std::string text = units::Text(each.unit, span.value);
    group.title = each.name + ": " + text;
    group.shapes.push_back({scene::Rect{.x = left,
                                        .y = y - bar / 2,
                                        .width = right - left,
                                        .height = bar,
                                        .ink = colors.Of(span.value),
                                        .status = true}});
    DrawWord(text, colors.Of(span.value), (left + right) / 2, y, right - left, style, group.shapes);
    shapes.push_back({std::move(group)});
  }
}

// Samples of the colours, as many as have room.
void DrawLegend(const Colors& colors, const Selection& selection, double y, const Style& style,
                double width, std::vector<scene::Shape>& shapes) {
  double x = style.margin_x;
  for (const double value : colors.values()) {
    const std::string text = units::Text(selection.unit, value);
    const double end = x + style.swatch + style.swatch_gap + style.Width(text, style.text_size);
    if (end > width - style.margin_x) return;
    const double height = style.cells() ? scene::kCellHeight : 10;
    shapes.push_back({scene::Rect{.x = x,
                                  .y = y - height / 2,
                                  .width = style.swatch,
                                  .height = height,
                                  .ink = colors.Of(value),
                                  .status = true}});
    shapes.push_back({scene::Text{.x = x + style.swatch + style.swatch_gap,
                                  .y = y,
                                  .text = text,
                                  .size = style.text_size,
                                  .ink = {Role::kText}}});
    x = end + style.column_gap;
  }
}

// Names of the first labels first, from the top down.
Selection SelectStates(const Data& data, const Request& request, const Style& style) {
  Request ordered = request;
  if (!ordered.sort) ordered.sort = Sorting{};
  const double height = request.height > 0 ? request.height : request.max_height;
  size_t most = kMostRows;
  if (height > 0) {
    const double fixed = 2 * style.margin_y + style.title_row + style.subtitle_row +
                         style.axis_gap + 2 * style.axis_row + style.legend_row;
    const double row = style.cells() ? scene::kCellHeight : kRow;
    most = static_cast<size_t>(std::clamp((height - fixed) / row, 1.0, double{kMostRows}));
  }
  return Select(data, ordered, request.top > 0 ? std::min(request.top, most) : most);
}

TimeAxis AxisOf(const Data& data, const std::vector<std::vector<Span>>& rows,
                const Request& request) {
  TimeAxis axis = {.zone = request.zone, .indexed = data.indexed};
  bool first = true;
  for (const auto& spans : rows) {
    if (spans.empty()) continue;
    axis.from = first ? spans.front().from : std::min(axis.from, spans.front().from);
    axis.to = first ? spans.back().to : std::max(axis.to, spans.back().to);
    first = false;
  }
  if (data.start && data.end && *data.start < *data.end) {
    axis.from = *data.start;
    axis.to = *data.end;
  }
  if (axis.from >= axis.to) axis.to = axis.from + 1;
  return axis;
}

Result<scene::Scene> Draw(const Data& data, const Request& asked) {
  const Style& style = StyleOf(asked.medium);
  const Request request = WithUsualWords(asked, SelectStates(data, asked, style));
  const Selection selection = SelectStates(data, request, style);
  const Colors colors(selection, request);
  const RunRules rules = RulesOf(data, request);
  std::vector<std::vector<Span>> rows;
  double names = 0;
  for (const Selected& each : selection.series) {
    rows.push_back(SpansOf(*each.series, rules));
    names = std::max(names, style.Width(each.name, style.text_size));
  }
  names = std::min(names, (request.width - 2 * style.margin_x) * kMostNamePart);
  Header header = {.title = selection.title, .subtitle = selection.common};
  if (selection.left_out > 0) header.Say(fmt::format("+{} more", selection.left_out));
  const TimeAxis axis = AxisOf(data, rows, request);
  const double row = style.cells() ? scene::kCellHeight : kRow;
  Plot plot{.style = style};
  plot.box.left = style.margin_x + names + style.gutter_gap;
  plot.box.right = request.width - style.margin_x;
  plot.box.top = style.margin_y + header.Height(style);
  plot.box.bottom = plot.box.top + row * static_cast<double>(rows.size());
  plot.x = TimeScale(axis, plot.box, style);

  scene::Scene scene;
  scene.width = request.width;
  const double below =
      plot.box.bottom + style.axis_gap + axis.rows() * style.axis_row + style.legend_gap;
  scene.height = std::max(request.height, below + style.legend_row + style.margin_y);
  scene.title = selection.title.empty() ? "states" : selection.title;
  scene.description = SummarizeLines(selection, axis.from, axis.to, request.zone, axis.indexed);
  scene.shapes.push_back(Background(scene.width, scene.height));
  header.Draw(style.margin_y, scene.width, style, scene.shapes);
  for (size_t i = 0; i < rows.size(); ++i) {
    const Selected& each = selection.series[i];
    const double y = plot.box.top + (static_cast<double>(i) + 0.5) * row;
    scene.shapes.push_back({scene::Text{.x = plot.box.left - style.gutter_gap,
                                        .y = y,
                                        .text = style.Fit(each.name, style.text_size, names),
                                        .anchor = Anchor::kEnd,
                                        .size = style.text_size,
                                        .ink = {Role::kText}}});
    DrawRow(each, rows[i], colors, plot, y, style.cells() ? row : kBar, scene.shapes);
  }
  DrawTimeAxis(axis, plot.box, style.margin_x, plot.box.right, style, scene.shapes);
  DrawMarks(data.marks, plot, scene.shapes);
  if (request.legend != LegendMode::kNone)
    DrawLegend(colors, selection, below + style.legend_row / 2, style, request.width, scene.shapes);
  return scene;
}

}  // namespace

extern const ChartType chart_state = {
    .name = "state", .help = "a row a series, equal values as one bar", .draw = Draw};

}  // namespace plumb::charts
