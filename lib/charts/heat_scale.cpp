#include "charts/heat_scale.h"

#include <algorithm>
#include <cmath>

namespace plumb::charts {
namespace {

using scene::Anchor;
using scene::Role;

constexpr uint32_t kColors = 32;
constexpr double kBarHeight = 10;  // in pictures
constexpr double kBarWidth = 320;
constexpr double kBarCells = 32;

scene::Ink InkAtPart(double part) {
  const auto color = static_cast<uint32_t>(std::lround(part * (kColors - 1)));
  return {Role::kHeat, color * (scene::kHeatSteps - 1) / (kColors - 1)};
}

}  // namespace

double HeatScale::PartOf(double value) const {
  double part = (value - low) / (high - low);
  if (curve == HeatCurve::kRoot) part = std::sqrt(std::max(part, 0.0));
  if (curve == HeatCurve::kLog) part = std::log(std::max(value, low) / low) / std::log(high / low);
  return std::clamp(part, 0.0, 1.0);
}

double HeatScale::ValueAt(double part) const {
  if (curve == HeatCurve::kRoot) return low + part * part * (high - low);
  if (curve == HeatCurve::kLog) return low * std::pow(high / low, part);
  return low + part * (high - low);
}

scene::Ink HeatScale::InkOf(double value) const {
  return InkAtPart(PartOf(value));
}

double ColorBar::Height(const Style& style) const {
  return style.cells() ? style.legend_row
                       : style.legend_gap + kBarHeight + style.axis_gap + style.axis_row;
}

void ColorBar::Draw(double x, double y, double width, const Style& style,
                    std::vector<scene::Shape>& shapes) const {
  const std::string low = units::Text(unit, scale.low);
  const std::string high = units::Text(unit, scale.high);
  double left = x;
  double length = std::floor(std::min(width, kBarWidth) / kColors) * kColors;
  double height = kBarHeight;
  if (style.cells()) {
    left = x + style.Width(low, style.label_size) + scene::kCellWidth;
    length = style.SnapX(
        std::min(kBarCells * scene::kCellWidth,
                 x + width - left - style.Width(high, style.label_size) - scene::kCellWidth));
    height = scene::kCellHeight;
    if (length < 4 * scene::kCellWidth) return;
    shapes.push_back(AxisLabel(x, y + height / 2, low, Anchor::kStart, style));
    shapes.push_back(
        AxisLabel(left + length + scene::kCellWidth, y + height / 2, high, Anchor::kStart, style));
  } else {
    y += style.legend_gap;
  }
  const double step = style.cells() ? scene::kCellWidth : length / kColors;
  for (double at = 0; at < length - step / 2; at += step)
    shapes.push_back({scene::Rect{.x = left + at,
                                  .y = y,
                                  .width = step,
                                  .height = height,
                                  .ink = InkAtPart((at + step / 2) / length)}});
  if (style.cells()) return;
  constexpr int kParts = 4;
  double taken = -1e9;
  for (int i = 0; i <= kParts; ++i) {
    const double part = static_cast<double>(i) / kParts;
    const std::string text = units::Text(unit, scale.ValueAt(part));
    const double half = style.Width(text, style.label_size) / 2;
    const Anchor anchor = i == 0 ? Anchor::kStart : Anchor::kMiddle;
    const double begin = left + part * length - (i == 0 ? 0 : half);
    if (begin < taken + style.time_gap / 3) continue;
    taken = begin + 2 * half;
    shapes.push_back(AxisLabel(left + part * length,
                               y + height + style.axis_gap + style.axis_row / 2, text, anchor,
                               style));
  }
}

}  // namespace plumb::charts
