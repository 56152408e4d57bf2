#include "scene/value_ticks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

namespace plumb::scene {
namespace {

// Steps are compared with a little slack, so that 0.1 + 0.2 asks for 0.3 and not for 0.5.
constexpr double kSlack = 1 - 1e-9;

constexpr std::array<double, 4> kDecimalSteps = {1, 2, 5, 10};
constexpr std::array<double, 5> kPercentSteps = {1, 2, 2.5, 5, 10};
constexpr std::array<double, 20> kSecondSteps = {1,     2,     5,     10,    15,     30,    60,
                                                 120,   300,   600,   900,   1800,   3600,  7200,
                                                 10800, 21600, 43200, 86400, 172800, 604800};

// m x 10^k, written so that it is the double nearest to the decimal.
double TimesPowerOfTen(double mantissa, int exponent) {
  return exponent < 0 ? mantissa / std::pow(10.0, -exponent) : mantissa * std::pow(10.0, exponent);
}

double DecimalStep(std::span<const double> mantissas, double at_least) {
  // Beyond these powers of ten end. Also for what is no number.
  constexpr double kLeast = 1e-300;
  constexpr double kMost = 1e300;
  at_least = at_least > kLeast ? std::min(at_least, kMost) : kLeast;
  const int exponent = static_cast<int>(std::floor(std::log10(at_least)));
  for (int e = exponent - 1; e <= exponent; ++e) {
    for (const double mantissa : mantissas) {
      const double step = TimesPowerOfTen(mantissa, e);
      if (step >= at_least * kSlack) return step;
    }
  }
  return TimesPowerOfTen(1, exponent + 1);
}

double BinaryStep(double at_least) {
  if (at_least > 1) return std::exp2(std::ceil(std::log2(at_least * kSlack)));
  for (const double step : {0.25, 0.5, 1.0})
    if (at_least > step / 2.5 && step >= at_least * kSlack) return step;
  return DecimalStep(kDecimalSteps, at_least);
}

double SecondsStep(double at_least) {
  if (at_least <= 1) return DecimalStep(kDecimalSteps, at_least);
  for (const double step : kSecondSteps)
    if (step >= at_least * kSlack) return step;
  constexpr double kDaySeconds = 86400;
  return DecimalStep(kDecimalSteps, at_least / kDaySeconds) * kDaySeconds;
}

// What rounding puts just outside is on the edge: of a number of steps that is large itself, more.
double StepsSlack(double steps) {
  constexpr double kEdge = 1e-9;
  constexpr double kDigits = 4 * std::numeric_limits<double>::epsilon();
  return kEdge + std::abs(steps) * kDigits;
}

}  // namespace

double NiceStep(const LadderSpec& spec, double at_least) {
  const double wanted = at_least / spec.unit;
  switch (spec.ladder) {
    case Ladder::kDecimal:
      return DecimalStep(kDecimalSteps, wanted) * spec.unit;
    case Ladder::kPercent:
      return DecimalStep(kPercentSteps, wanted) * spec.unit;
    case Ladder::kBinary:
      return BinaryStep(wanted) * spec.unit;
    case Ladder::kSeconds:
      return SecondsStep(wanted) * spec.unit;
  }
  return at_least;
}

double FloorSteps(double value, double step) {
  return std::floor(value / step + StepsSlack(value / step));
}

double CeilSteps(double value, double step) {
  return std::ceil(value / step - StepsSlack(value / step));
}

std::vector<double> TicksAt(double step, double low, double high) {
  std::vector<double> ticks;
  const double first = CeilSteps(low, step);
  const double last = FloorSteps(high, step);
  const double inverse = std::round(1 / step);
  const bool divide = step < 1 && std::abs(inverse * step - 1) < 1e-9;
  for (double i = first; i <= last && ticks.size() < kMaxTicks; ++i) {
    const double tick = divide ? i / inverse : i * step;
    if (!ticks.empty() && tick <= ticks.back()) break;   // past the precision of a double
    ticks.push_back(std::clamp(tick, low, high) + 0.0);  // + 0.0: no negative zero
  }
  return ticks;
}

std::vector<double> LogTicks(double low, double high, int most) {
  constexpr double kEdge = 1e-9;
  const int first = static_cast<int>(std::ceil(std::log10(low) - kEdge));
  const int last = static_cast<int>(std::floor(std::log10(high) + kEdge));
  const int decades = last - first + 1;
  std::vector<double> ticks;
  const bool fine = decades * 3 <= most;
  const int every = fine ? 1 : std::max(1, (decades - 1 + most - 2) / (most - 1));
  for (int e = fine ? first - 1 : first; e <= last; e += every) {
    for (const double mantissa : kDecimalSteps) {
      if (mantissa == 10 || (!fine && mantissa != 1)) continue;
      const double tick = TimesPowerOfTen(mantissa, e);
      if (tick >= low * (1 - kEdge) && tick <= high * (1 + kEdge)) ticks.push_back(tick);
    }
  }
  return ticks;
}

namespace {

constexpr double kYear = 31536000;
constexpr std::array<double, 7> kCoarseSeconds = {10, 60, 600, 3600, 36000, 86400, 604800};
constexpr std::array<double, 15> kFineSeconds = {1,   2,    5,    10,    30,    60,    120,  300,
                                                 600, 1800, 3600, 10800, 21600, 43200, 86400};

// Decades below a minute and of years, and what lies between.
std::vector<double> CoarseSeconds() {
  constexpr int kLeast = -12;
  constexpr int kMost = 12;
  std::vector<double> ticks;
  for (int e = kLeast; e <= 0; ++e) ticks.push_back(TimesPowerOfTen(1, e));
  ticks.insert(ticks.end(), kCoarseSeconds.begin(), kCoarseSeconds.end());
  for (int e = 0; e <= kMost; ++e) ticks.push_back(TimesPowerOfTen(kYear, e));
  return ticks;
}

}  // namespace

double FloorSeconds(double unit, double value) {
  double best = value;
  for (const double tick : CoarseSeconds())
    if (tick * unit <= value * (1 + 1e-9)) best = tick * unit;
  return std::min(best, value);
}

double CeilSeconds(double unit, double value) {
  for (const double tick : CoarseSeconds())
    if (tick * unit >= value * (1 - 1e-9)) return std::max(tick * unit, value);
  return value;
}

std::vector<double> SecondsLogTicks(double unit, double low, double high, int most) {
  constexpr double kEdge = 1e-9;
  const auto between = [&](const auto& all) {
    std::vector<double> ticks;
    for (const double tick : all)
      if (tick * unit >= low * (1 - kEdge) && tick * unit <= high * (1 + kEdge))
        ticks.push_back(tick * unit);
    return ticks;
  };
  if (low < unit && high <= 10 * unit) return LogTicks(low, high, most);
  const double least_ratio = std::pow(high / low, (1 - kEdge) / (most - 1));
  const auto near = [&](double a, double b) { return b < a * least_ratio; };
  const std::vector<double> fine = between(kFineSeconds);
  if (low >= unit && high <= kFineSeconds.back() * unit &&
      std::adjacent_find(fine.begin(), fine.end(), near) == fine.end())
    return fine;
  std::vector<double> ticks;
  for (const double tick : between(CoarseSeconds()))
    if (ticks.empty() || !near(ticks.back(), tick)) ticks.push_back(tick);
  return ticks;
}

std::vector<double> BinaryLogTicks(double low, double high, int most) {
  constexpr double kEdge = 1e-9;
  const int first = static_cast<int>(std::ceil(std::log2(low) - kEdge));
  const int last = static_cast<int>(std::floor(std::log2(high) + kEdge));
  int every = 1;
  const auto too_close = [&] { return last - first > every * (most - 1); };
  for (const int step : {2, 5, 10})
    if (too_close()) every = step;
  while (too_close()) every += 10;
  std::vector<double> ticks;
  for (int e = first; e <= last; ++e)
    if (e % every == 0) ticks.push_back(std::clamp(std::exp2(e), low, high));
  return ticks;
}

std::vector<double> SymlogTicks(double linear, double low, double high, int most) {
  constexpr double kEdge = 1e-9;
  const int first = static_cast<int>(std::round(std::log10(linear)));
  const double largest = std::max(std::abs(low), std::abs(high));
  const int last = std::max(first, static_cast<int>(std::floor(std::log10(largest) + kEdge)));
  std::vector<double> ticks;
  for (int every = 1;; ++every) {
    ticks.clear();
    const auto add = [&](double tick) {
      if (tick >= low * (1 + (low < 0 ? kEdge : -kEdge)) &&
          tick <= high * (1 + (high < 0 ? -kEdge : kEdge)))
        ticks.push_back(tick);
    };
    // From the largest down, so that the ends are ticks.
    for (int e = last; e >= first; e -= every) add(-TimesPowerOfTen(1, e));
    add(0);
    const auto middle = static_cast<std::ptrdiff_t>(ticks.size());
    for (int e = last; e >= first; e -= every) add(TimesPowerOfTen(1, e));
    std::reverse(ticks.begin() + middle, ticks.end());
    if (static_cast<int>(ticks.size()) <= most || every > last - first) return ticks;
  }
}

}  // namespace plumb::scene
