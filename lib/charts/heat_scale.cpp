#include "charts/heat_scale.h"

#include <algorithm>
#include <cmath>

#include "charts/value_axis.h"
#include "scene/value_ticks.h"

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

std::vector<double> HeatScale::Ticks(const units::Unit& unit) const {
  constexpr int kParts = 4;
  constexpr int kMost = 7;
  if (curve == HeatCurve::kLog) return scene::LogTicks(low, high, kMost);
  const scene::LadderSpec ladder = LadderOf(unit, high);
  if (curve == HeatCurve::kLinear)
    return scene::TicksAt(scene::NiceStep(ladder, (high - low) / (kParts + 1)), low, high);
  // On a root scale equal steps crowd at the upper end: a round value near each quarter.
  std::vector<double> ticks = {low};
  const auto add = [&](double tick) {
    if (tick > ticks.back() && tick <= high) ticks.push_back(tick);
  };
  constexpr double kNearest = 0.75;
  for (int i = 1; i < kParts; ++i)
    add(low + scene::NiceStep(ladder, (ValueAt(static_cast<double>(i) / kParts) - low) * kNearest));
  const double step = scene::NiceStep(ladder, (high - low) / (kParts + 1));
  add(scene::FloorSteps(high, step) * step);
  return ticks;
}

void MakeRound(HeatScale& scale, const units::Unit& unit) {
  if (scale.curve != HeatCurve::kLinear) return;
  constexpr double kSteps = 10;
  const double largest = std::max(std::abs(scale.low), std::abs(scale.high));
  const double step = scene::NiceStep(LadderOf(unit, largest), (scale.high - scale.low) / kSteps);
  scale.low = scene::FloorSteps(scale.low, step) * step;
  scale.high = scene::CeilSteps(scale.high, step) * step;
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
  double taken = -1e9;
  for (const double value : scale.Ticks(unit)) {
    const double part = scale.PartOf(value);
    const std::string text = units::Text(unit, value);
    const double half = style.Width(text, style.label_size) / 2;
    const bool first = part * length < half;
    const double begin = left + part * length - (first ? 0 : half);
    if (begin < taken + style.time_gap / 3) continue;
    taken = begin + 2 * half;
    shapes.push_back(AxisLabel(left + part * length,
                               y + height + style.axis_gap + style.axis_row / 2, text,
                               first ? Anchor::kStart : Anchor::kMiddle, style));
  }
}

}  // namespace plumb::charts
