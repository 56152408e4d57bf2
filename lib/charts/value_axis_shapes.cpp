#include "charts/value_axis_shapes.h"

#include <algorithm>
#include <cmath>

namespace plumb::charts {
namespace {

using scene::Role;

// Where a tick is drawn: in the middle of a row, or of a pixel.
double TickY(const ValueAxis& axis, const ValueTick& tick, const Style& style) {
  const double y = axis.scale.Map(tick.value);
  if (style.cells()) return (std::floor(y / scene::kCellHeight) + 0.5) * scene::kCellHeight;
  return std::round(y) + 0.5;
}

// The line of characters beside the plot, with a mark at each tick.
scene::Line CellMarks(const std::vector<double>& ticks, const PlotBox& box, Side side) {
  constexpr double kHalf = scene::kCellWidth / 2;
  const bool left = side == Side::kLeft;
  const double spine = left ? box.left - kHalf : box.right + kHalf;
  const double corner = box.bottom + scene::kCellHeight / 2;
  scene::Line marks;
  marks.stroke = {.ink = {Role::kAxis}, .width = 1};
  marks.runs.push_back({{spine, box.top}, {spine, corner}});
  if (!left) marks.runs.push_back({{box.right, corner}, {spine, corner}});
  for (const double y : ticks)
    marks.runs.push_back({{left ? spine - kHalf : spine + kHalf, y}, {spine, y}});
  return marks;
}

}  // namespace

ValueAxisSpec AxisSpecOf(const units::Unit& unit, const Request& request, const Style& style,
                         double length) {
  return {.unit = unit,
          .min = request.min,
          .max = request.max,
          .soft_min = request.soft_min,
          .soft_max = request.soft_max,
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

void DrawValueAxis(const ValueAxis& axis, const PlotBox& box, Side side, const Style& style,
                   std::vector<scene::Shape>& shapes) {
  const bool left = side == Side::kLeft;
  scene::Line grid;
  grid.stroke = {.ink = {Role::kGrid}, .width = 1};
  std::vector<double> ticks;
  for (const ValueTick& tick : axis.ticks) {
    const double y = TickY(axis, tick, style);
    ticks.push_back(y);
    if (left)
      grid.runs.push_back({{box.left, y}, {box.right, y}});
    else if (!style.cells())
      grid.runs.push_back({{box.right, y}, {box.right + style.tick, y}});
    shapes.push_back(
        {scene::Text{.x = left ? box.left - style.gutter_gap : box.right + style.gutter_gap,
                     .y = y,
                     .text = tick.label,
                     .anchor = left ? scene::Anchor::kEnd : scene::Anchor::kStart,
                     .size = style.label_size,
                     .ink = {Role::kMuted}}});
  }
  if (!left) grid.stroke.ink = {Role::kAxis};
  if (!grid.runs.empty()) shapes.push_back({std::move(grid)});
  if (style.cells()) shapes.push_back({CellMarks(ticks, box, side)});
}

}  // namespace plumb::charts
