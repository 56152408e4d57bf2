#include "charts/time_axis.h"

#include <algorithm>
#include <cmath>

#include "fmt/format.h"
#include "scene/time_ticks.h"
#include "scene/value_ticks.h"
#include "text/escape.h"

namespace plumb::charts {
namespace {

using scene::Anchor;
using scene::Role;

// The middle of a row of labels under the plot.
double RowY(const PlotBox& box, int row, const Style& style) {
  return box.bottom + style.axis_gap + (row + 0.5) * style.axis_row;
}

void DrawLine(const PlotBox& box, const std::vector<double>& ticks, const Style& style,
              std::vector<scene::Shape>& shapes) {
  scene::Line line;
  line.stroke = {.ink = {Role::kAxis}, .width = 1};
  if (style.cells()) {
    // The row under the plot; its corner is the column of the value axis.
    const double y = box.bottom + scene::kCellHeight / 2;
    line.runs.push_back({{box.left - scene::kCellWidth / 2, y}, {box.right, y}});
    for (const double x : ticks) {
      const double middle = style.SnapX(x) + scene::kCellWidth / 2;
      line.runs.push_back({{middle, y}, {middle, y + scene::kCellHeight / 2}});
    }
  } else {
    const double y = std::round(box.bottom) + 0.5;
    line.runs.push_back({{box.left, y}, {box.right, y}});
    for (const double x : ticks) {
      const double sharp = std::round(x) + 0.5;
      line.runs.push_back({{sharp, y}, {sharp, y + style.tick}});
    }
  }
  shapes.push_back({std::move(line)});
}

void DrawIndex(const TimeAxis& axis, const PlotBox& box, const Style& style,
               std::vector<scene::Shape>& shapes) {
  const scene::Scale scale = TimeScale(axis, box, style);
  const double widest = style.Width(fmt::format("{}", axis.to), style.label_size) + style.time_gap;
  const double most = std::clamp((box.right - box.left) / widest / 1.5, 1.0, 11.0);
  const double least_step = std::max(1.0, static_cast<double>(axis.to - axis.from) / most);
  const double step = scene::NiceStep({scene::Ladder::kDecimal, 1}, least_step);
  std::vector<double> xs;
  for (const double tick :
       scene::TicksAt(step, static_cast<double>(axis.from), static_cast<double>(axis.to))) {
    xs.push_back(scale.Map(tick));
    shapes.push_back(AxisLabel(xs.back(), RowY(box, 0, style), fmt::format("{:.0f}", tick),
                               Anchor::kMiddle, style));
  }
  DrawLine(box, xs, style, shapes);
}

}  // namespace

scene::Scale TimeScale(const TimeAxis& axis, const PlotBox& box, const Style& style) {
  const double inset = style.cells() ? style.column / 2 : 0;
  return {scene::ScaleKind::kLinear, static_cast<double>(axis.from), static_cast<double>(axis.to),
          box.left + inset, box.right - inset};
}

void DrawTimeAxis(const TimeAxis& axis, const PlotBox& box, double label_left, double label_right,
                  const Style& style, std::vector<scene::Shape>& shapes) {
  if (axis.indexed) return DrawIndex(axis, box, style, shapes);
  const scene::Scale scale = TimeScale(axis, box, style);
  scene::TimeAxisSpec spec;
  spec.from = axis.from;
  spec.to = axis.to;
  spec.zone = axis.zone;
  spec.left = scale.at_low;
  spec.right = scale.at_high;
  spec.label_left = label_left;
  spec.label_right = label_right;
  spec.second_right = label_right;
  spec.gap = style.time_gap;
  spec.measure = [&](std::string_view text) { return style.Width(text, style.label_size); };
  if (!axis.zone.is_utc()) {
    const double room = (box.right - box.left) / 2;
    const std::string zone = style.Fit(text::ForTerminal(axis.zone.name()), style.label_size, room);
    shapes.push_back(AxisLabel(label_right, RowY(box, 1, style), zone, Anchor::kEnd, style));
    spec.second_right -= style.Width(zone, style.label_size) + style.time_gap;
  }
  std::vector<double> xs;
  for (scene::TimeTick& tick : scene::PlaceTimeTicks(spec)) {
    xs.push_back(tick.x);
    shapes.push_back(AxisLabel(tick.label_x, RowY(box, 0, style), std::move(tick.label),
                               Anchor::kMiddle, style));
    if (!tick.second.empty())
      shapes.push_back(AxisLabel(tick.second_x, RowY(box, 1, style), std::move(tick.second),
                                 Anchor::kMiddle, style));
  }
  DrawLine(box, xs, style, shapes);
}

}  // namespace plumb::charts
