#include "units/axis_scale.h"

#include <algorithm>
#include <cmath>

#include "fmt/format.h"
#include "units/number_text.h"
#include "units/steps.h"

namespace plumb::units {
namespace {

constexpr int kMostDecimals = 8;
constexpr double kExponentFrom = 1e21;   // from here on a number is too long for an axis
constexpr double kRelativeBelow = 1e-4;  // range to magnitude, from which labels become offsets

bool IsMultiple(double value, double of) {
  const double times = value / of;
  return std::abs(times - std::round(times)) < 1e-6;
}

// The fewest decimals that write multiples of `step` exactly.
int DecimalsFor(double step, int most = kMostDecimals) {
  double scaled = step;
  for (int decimals = 0; decimals < most; ++decimals, scaled *= 10)
    if (scaled > 0.5 && IsMultiple(scaled, 1)) return decimals;
  return most;
}

bool AllDifferent(const std::vector<std::string>& texts) {
  for (size_t i = 1; i < texts.size(); ++i)
    if (texts[i] == texts[i - 1]) return false;
  return true;
}

std::string Label(const Unit& unit, const Step& step, double value, int decimals) {
  const double scaled = value / step.factor;
  // Zero needs no decimals to be exact.
  std::string number = std::abs(scaled) < kExponentFrom
                           ? NumberText(scaled, scaled == 0 ? 0 : decimals)
                           : fmt::format("{:.6g}", scaled);
  std::string sign;
  if (number.starts_with('-')) {
    sign = "-";
    number.erase(0, 1);
  }
  return sign + unit.prefix + number + step.suffix;
}

}  // namespace

const Step* ChooseAxisStep(const Unit& unit, double largest, double step) {
  if (unit.steps.empty()) return nullptr;
  const Step* chosen = &ChooseStep(unit.steps, largest);
  if (unit.rounding != Rounding::kSeconds || step <= 0) return chosen;
  while (chosen != unit.steps.data() && chosen->factor > unit.rounding_unit &&
         !IsMultiple(step, chosen->factor / 2))
    --chosen;
  return chosen;
}

AxisLabels LabelTicks(const Unit& unit, const std::vector<double>& ticks, double step,
                      const TextOptions& options) {
  AxisLabels labels;
  if (ticks.empty()) return labels;
  const double largest = std::max(std::abs(ticks.front()), std::abs(ticks.back()));
  const Step* scale = ChooseAxisStep(unit, largest, step);
  if (scale == nullptr) {
    for (const double tick : ticks) labels.texts.push_back(Text(unit, tick, options));
    return labels;
  }
  double base = 0;
  if (ticks.back() - ticks.front() < kRelativeBelow * largest && ticks.size() > 1) {
    base = ticks.front();
    scale = ChooseAxisStep(unit, ticks.back() - base, step);
    const Step& base_scale = ChooseStep(unit.steps, std::abs(base));
    // All digits down to the step's, less the zeros at the end.
    constexpr int kMostOfBase = 15;
    int digits = DecimalsFor(step / base_scale.factor, kMostOfBase);
    const std::string number = NumberText(base / base_scale.factor, digits);
    for (size_t at = number.size(); digits > 0 && number[at - 1] == '0'; --at) --digits;
    labels.base = Label(unit, base_scale, base, digits);
  }
  const auto write = [&](const auto& label) {
    labels.texts.clear();
    for (const double tick : ticks) {
      std::string text = label(tick - base);
      labels.texts.push_back(base != 0 ? '+' + text : std::move(text));
    }
    return AllDifferent(labels.texts);
  };
  const int needed = DecimalsFor(step / scale->factor, kMostDecimals + 1);
  for (int decimals = options.decimals.value_or(needed); decimals <= kMostDecimals; ++decimals) {
    if (write([&](double v) { return Label(unit, *scale, v, decimals); })) return labels;
  }
  // Far below the smallest step of the unit.
  (void)write([&](double v) {
    return unit.prefix + fmt::format("{:.6g}", v / scale->factor) + scale->suffix;
  });
  return labels;
}

}  // namespace plumb::units
