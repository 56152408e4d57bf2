#include "charts/value_axis.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "fmt/format.h"
#include "scene/value_ticks.h"
#include "units/axis_scale.h"

namespace plumb::charts {
namespace {

constexpr int kMostTicks = 12;
constexpr double kPadding = 0.1;  // of the range, at each end
constexpr double kNearZero =
    0.35;  // a lowest value below this part of the highest: the axis begins at 0
constexpr double kLargest = 1e300;  // keeps padding and steps finite
constexpr double kLeast = 1e-300;   // less is nothing: it has no parts that could be steps

struct Range {
  double low = 0;
  double high = 0;
};

// A flat line: the value in the middle, and zero at one end.
Range FlatRange(double v) {
  if (std::abs(v) < kLeast) return {0, 1};
  return v > 0 ? Range{0, 2 * v} : Range{2 * v, 0};
}

// Outwards to a tenth of the decade of the range.
Range Snapped(Range range) {
  const double unit = std::pow(10.0, std::floor(std::log10(range.high - range.low)) - 1);
  return {std::floor(range.low / unit + 1e-9) * unit, std::ceil(range.high / unit - 1e-9) * unit};
}

Range LinearRange(const ValueExtent& extent, const ValueAxisSpec& spec) {
  const double low = std::clamp(extent.low, -kLargest, kLargest);
  const double high = std::clamp(extent.high, -kLargest, kLargest);
  // A range that a double can hardly resolve is flat.
  const bool flat = high - low <= std::max(kLeast, std::max(std::abs(low), std::abs(high)) * 1e-12);
  Range range = flat ? FlatRange(high) : Range{low, high};
  if (!flat) {
    const double padding = spec.row > 0 ? 0 : (high - low) * kPadding;
    range = {low - padding, high + padding};
    if (spec.row <= 0) range = Snapped(range);
    if (low >= 0 && low < high * kNearZero) range.low = 0;
    if (high <= 0 && high > low * kNearZero) range.high = 0;
  }
  if (low >= 0 && !flat) range.low = std::max(range.low, 0.0);
  if (high <= 0 && !flat) range.high = std::min(range.high, 0.0);
  const double top = WholeOf(spec.unit);
  if (top > 0 && high <= top) range.high = std::min(range.high, top);
  if (spec.soft_min && low >= *spec.soft_min) range.low = *spec.soft_min;
  if (spec.soft_max && high <= *spec.soft_max) range.high = *spec.soft_max;
  if (spec.min) range.low = *spec.min;
  if (spec.max) range.high = *spec.max;
  if (!(range.low < range.high)) {
    // A hard end beyond all data.
    const double room = std::max(std::abs(spec.max && !spec.min ? range.high : range.low), 1.0);
    if (spec.max && !spec.min)
      range.low = range.high - room;
    else
      range.high = range.low + room;
  }
  return range;
}

}  // namespace

scene::LadderSpec LadderOf(const units::Unit& unit, double largest) {
  switch (unit.rounding) {
    case units::Rounding::kSeconds:
      return {scene::Ladder::kSeconds, unit.rounding_unit};
    case units::Rounding::kPercent:
      return {scene::Ladder::kPercent, unit.steps.empty() ? 1 : unit.steps.front().factor};
    case units::Rounding::kBinary:
      // Round in the unit that the labels will have, so that 0.5 GiB is round and not 0.512.
      return {scene::Ladder::kBinary, units::ChooseAxisStep(unit, largest, 0)->factor};
    case units::Rounding::kDecimal:
      break;
  }
  return {scene::Ladder::kDecimal, 1};
}

namespace {

void Loosen(Range& range, double step, const ValueAxisSpec& spec) {
  if (!spec.min) range.low = scene::FloorSteps(range.low, step) * step;
  if (!spec.max) range.high = scene::CeilSteps(range.high, step) * step;
}

void SetTicks(ValueAxis& axis, const std::vector<double>& ticks, std::vector<std::string> labels) {
  axis.ticks.clear();
  for (size_t i = 0; i < ticks.size(); ++i) axis.ticks.push_back({ticks[i], std::move(labels[i])});
}

// A step, and the range with it.
struct Spacing {
  double step = 0;
  Range range;
};

// Of all round steps the one whose ends are near to the data's, whose ticks are evenly spread over
// the rows, and about three rows apart.
std::optional<Spacing> BestInRows(const Range& range, const scene::LadderSpec& ladder,
                                  double least_step, const ValueAxisSpec& spec) {
  const double rows = spec.length / spec.row - 1;  // between the first and the last
  const double span = range.high - range.low;
  std::optional<Spacing> best;
  double least_cost = 0;
  const double most_parts = std::min(std::floor(spec.length / spec.gap), kMostTicks - 2.0);
  for (double parts = most_parts; parts >= 1; --parts) {
    Spacing spacing = {scene::NiceStep(ladder, std::max(least_step, span / parts)), range};
    Loosen(spacing.range, spacing.step, spec);
    const double loose_span = spacing.range.high - spacing.range.low;
    const double distance = rows / (loose_span / spacing.step);
    if (distance * spec.row < spec.gap * 0.99) continue;
    constexpr double kIdeal = 3;
    constexpr double kTooFar = 0.06;
    constexpr double kUneven = 0.12;
    const bool even = std::abs(distance - std::round(distance)) < 1e-6;
    const double cost =
        (loose_span - span) / span + kTooFar * std::abs(distance - kIdeal) + (even ? 0 : kUneven);
    if (best && cost >= least_cost) continue;
    best = spacing;
    least_cost = cost;
  }
  return best;
}

Spacing ChooseSpacing(const Range& range, const scene::LadderSpec& ladder, bool whole,
                      const ValueAxisSpec& spec) {
  const double least_step = whole ? 1 : 0;
  if (spec.row > 0)
    if (const auto best = BestInRows(range, ladder, least_step, spec)) return *best;
  const double wished =
      std::clamp(spec.length / spec.gap, 2.0, static_cast<double>(kMostTicks - 1));
  double at_least = std::max(least_step, (range.high - range.low) / wished);
  Spacing spacing;
  // A round step may be so much wider that one tick or none is left.
  for (int tries = 0; tries < 4; ++tries, at_least /= 2) {
    spacing = {scene::NiceStep(ladder, at_least), range};
    if (spec.row > 0) Loosen(spacing.range, spacing.step, spec);
    const auto ticks = scene::TicksAt(spacing.step, spacing.range.low, spacing.range.high);
    if (ticks.size() >= 2 || (whole && spacing.step <= 1)) break;
  }
  return spacing;
}

ValueAxis LinearAxis(const ValueExtent& extent, const ValueAxisSpec& spec) {
  const Range range = LinearRange(extent, spec);
  const double largest = std::max(std::abs(range.low), std::abs(range.high));
  // Between whole numbers there is nothing to label; a time or a share can still be parted.
  const bool whole = extent.integer && !extent.empty &&
                     (spec.unit.rounding == units::Rounding::kDecimal ||
                      spec.unit.rounding == units::Rounding::kBinary);
  const Spacing spacing = ChooseSpacing(range, LadderOf(spec.unit, largest), whole, spec);
  const std::vector<double> ticks =
      scene::TicksAt(spacing.step, spacing.range.low, spacing.range.high);
  ValueAxis axis;
  axis.scale = {scene::ScaleKind::kLinear, spacing.range.low, spacing.range.high};
  units::AxisLabels labels = units::LabelTicks(spec.unit, ticks, spacing.step, {.zone = spec.zone});
  axis.base = std::move(labels.base);
  SetTicks(axis, ticks, std::move(labels.texts));
  return axis;
}

// Each tick in its own scale: decades are apart by their suffixes (1 ms, 10 ms, 100 ms, 1 s).
void LabelEach(ValueAxis& axis, const std::vector<double>& ticks, const ValueAxisSpec& spec) {
  std::vector<std::string> labels;
  for (const double tick : ticks)
    labels.push_back(units::Text(spec.unit, tick, {.zone = spec.zone}));
  SetTicks(axis, ticks, std::move(labels));
}

// How many ticks have room.
int TicksThatFit(const ValueAxisSpec& spec) {
  return std::clamp(static_cast<int>(spec.length / spec.gap) + 1, 2, kMostTicks);
}

double FloorPower(double v, double base) {
  // Below the least power of ten that there is nothing is round.
  return std::max(std::pow(base, std::floor(std::log(v) / std::log(base) + 1e-9)),
                  std::numeric_limits<double>::min());
}
double CeilPower(double v, double base) {
  return std::min(std::pow(base, std::ceil(std::log(v) / std::log(base) - 1e-9)),
                  std::numeric_limits<double>::max());
}

ValueAxis LogAxis(const ValueExtent& extent, const ValueAxisSpec& spec) {
  const double base = spec.kind == ValueScale::kLog2 ? 2 : 10;
  const bool seconds = base == 10 && spec.unit.rounding == units::Rounding::kSeconds;
  const double second = spec.unit.rounding_unit;
  const auto floor = [&](double v) {
    return seconds ? scene::FloorSeconds(second, v) : FloorPower(v, base);
  };
  const auto ceil = [&](double v) {
    return seconds ? scene::CeilSeconds(second, v) : CeilPower(v, base);
  };
  double low = extent.least_positive > 0 ? floor(extent.least_positive) : 1;
  double high = extent.high > 0 ? ceil(extent.high) : base;
  if (spec.soft_min && *spec.soft_min > 0) low = std::min(low, *spec.soft_min);
  if (spec.soft_max) high = std::max(high, *spec.soft_max);
  if (spec.min && *spec.min > 0) low = *spec.min;
  if (spec.max) high = *spec.max;
  if (low >= high)
    (spec.max && !spec.min ? low : high) = spec.max && !spec.min ? high / base : low * base;
  low = std::max(low, std::numeric_limits<double>::min());
  high = std::min(high, std::numeric_limits<double>::max());
  ValueAxis axis;
  axis.scale = {scene::ScaleKind::kLog, low, high};
  const int most = TicksThatFit(spec);
  std::vector<double> ticks = base == 2 ? scene::BinaryLogTicks(low, high, most)
                              : seconds ? scene::SecondsLogTicks(second, low, high, most)
                                        : scene::LogTicks(low, high, most);
  if (ticks.size() < 2) ticks = {low, high};
  LabelEach(axis, ticks, spec);
  return axis;
}

// Where the scale is linear, decades stand close together.
void DropNearZero(scene::Scale scale, const ValueAxisSpec& spec, std::vector<double>& ticks) {
  if (ticks.size() <= 3) return;
  scale.at_low = 0;
  scale.at_high = spec.length;
  std::erase_if(ticks, [&](double tick) {
    return tick != 0 && std::abs(scale.Map(tick) - scale.Map(0)) < spec.gap * 0.9;
  });
}

// Seconds that are round, on both sides of zero: from the ends inwards all that have room.
std::vector<double> SymlogSeconds(scene::Scale scale, const ValueAxisSpec& spec) {
  scale.at_low = 0;
  scale.at_high = spec.length;
  const double gap = std::max(spec.gap, spec.length / (kMostTicks - 1));
  std::vector<double> ticks;
  if (scale.low <= 0 && scale.high >= 0) ticks.push_back(0);
  const auto add = [&](double sign, double end) {
    constexpr int kAll = 100;
    if (end <= scale.linear) return;
    std::vector<double> round =
        scene::SecondsLogTicks(spec.unit.rounding_unit, scale.linear, end, kAll);
    double taken = INFINITY;
    const double zero = scale.Map(0);
    for (auto tick = round.rbegin(); tick != round.rend(); ++tick) {
      const double at = std::abs(scale.Map(sign * *tick) - zero);
      if (at < gap || taken - at < gap) continue;
      taken = at;
      ticks.push_back(sign * *tick);
    }
  };
  add(-1, -scale.low);
  add(1, scale.high);
  std::erase_if(ticks, [&](double tick) { return tick < scale.low || tick > scale.high; });
  std::sort(ticks.begin(), ticks.end());
  return ticks;
}

ValueAxis SymlogAxis(const ValueExtent& extent, const ValueAxisSpec& spec) {
  const bool seconds = spec.unit.rounding == units::Rounding::kSeconds;
  const double second = spec.unit.rounding_unit;
  constexpr double kMostDecades = 1e6;
  const double largest = std::max(std::abs(extent.low), std::abs(extent.high));
  const double size = largest > 0 ? CeilPower(largest, 10) : 1;
  const double least = extent.least_positive > 0 ? extent.least_positive : size / 1000;
  const double near_zero = std::clamp(least, size / kMostDecades, size);
  const double linear =
      seconds ? scene::FloorSeconds(second, near_zero) : FloorPower(near_zero, 10);
  const auto outwards = [&](double v) {
    if (std::abs(v) <= linear) return linear;
    return seconds ? scene::CeilSeconds(second, std::abs(v)) : CeilPower(std::abs(v), 10);
  };
  Range range = {extent.low < 0 ? -outwards(extent.low) : 0,
                 extent.high > 0 ? outwards(extent.high) : 0};
  if (spec.soft_min) range.low = std::min(range.low, *spec.soft_min);
  if (spec.soft_max) range.high = std::max(range.high, *spec.soft_max);
  if (spec.min) range.low = *spec.min;
  if (spec.max) range.high = *spec.max;
  if (!(range.low < range.high)) {
    if (spec.max && !spec.min)
      range.low = range.high - linear;
    else
      range.high = range.low + linear;
  }
  ValueAxis axis;
  axis.scale = {
      .kind = scene::ScaleKind::kSymlog, .low = range.low, .high = range.high, .linear = linear};
  const int most = TicksThatFit(spec);
  std::vector<double> ticks = seconds ? SymlogSeconds(axis.scale, spec)
                                      : scene::SymlogTicks(linear, range.low, range.high, most);
  DropNearZero(axis.scale, spec, ticks);
  if (ticks.size() < 2) ticks = {range.low, range.high};
  LabelEach(axis, ticks, spec);
  return axis;
}

}  // namespace

double WholeOf(const units::Unit& unit) {
  if (unit.id == "percent") return 100;
  if (unit.id == "percentunit") return 1;
  return 0;
}

ValueExtent ExtentOf(const std::vector<Selected>& series) {
  ValueExtent extent;
  for (const Selected& each : series) {
    const Statistics& s = each.statistics;
    if (s.count == 0) continue;
    extent.low = extent.empty ? s.min : std::min(extent.low, s.min);
    extent.high = extent.empty ? s.max : std::max(extent.high, s.max);
    extent.empty = false;
    extent.integer = extent.integer && s.integer;
    if (s.least_positive > 0 &&
        (extent.least_positive == 0 || s.least_positive < extent.least_positive))
      extent.least_positive = s.least_positive;
    extent.not_positive += s.not_positive;
  }
  if (extent.empty) extent.high = 1;
  return extent;
}

double EvenLength(const ValueAxis& axis, double length, double row) {
  constexpr double kLeastPart = 0.8;
  if (axis.scale.kind != scene::ScaleKind::kLinear || axis.ticks.size() < 2) return length;
  const double step = axis.ticks[1].value - axis.ticks[0].value;
  const auto intervals = static_cast<double>(axis.ticks.size() - 1);
  const double range = axis.scale.high - axis.scale.low;
  // Only where both ends are ticks.
  if (std::abs(range - step * intervals) > range * 1e-6) return length;
  const double rows = std::floor(length / row);
  const double even = std::floor((rows - 1) / intervals) * intervals + 1;
  return even >= rows * kLeastPart ? even * row : length;
}

std::string SayNotShown(size_t not_positive) {
  if (not_positive == 0) return "";
  return not_positive == 1 ? "1 value of 0 or less is not shown"
                           : fmt::format("{} values of 0 and less are not shown", not_positive);
}

ValueAxis MakeValueAxis(const ValueExtent& extent, const ValueAxisSpec& spec) {
  if (IsLogarithmic(spec.kind)) return LogAxis(extent, spec);
  return spec.kind == ValueScale::kSymlog ? SymlogAxis(extent, spec) : LinearAxis(extent, spec);
}

}  // namespace plumb::charts
