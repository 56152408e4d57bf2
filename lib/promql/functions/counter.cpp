// Functions of how a series moves inside a window: counters and gauges.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "base/compensated_sum.h"
#include "base/number.h"
#include "base/wide_loops.h"
#include "promql/extended_histogram_rate.h"
#include "promql/extended_rate.h"
#include "promql/function.h"
#include "promql/histogram_over_time.h"
#include "promql/histogram_rate.h"
#include "promql/signatures.h"

#include <fmt/format.h>

namespace plumb::promql {

namespace {

constexpr RateKind kRate = {.counter = true, .per_second = true};
constexpr RateKind kIncrease = {.counter = true};
constexpr RateKind kDelta = {};
constexpr RateKind kIrate = {.counter = true, .per_second = true};
constexpr RateKind kIdelta = {};

// What is added for resets: the value before each drop, in order (the order fixes the bits).
double AddResets(double result, std::span<const double> values) {
  for (size_t i = 1; i < values.size(); ++i)
    if (values[i] < values[i - 1]) result += values[i - 1];
  return result;
}

// The growth over a window, extended to its edges (prometheus promql/functions.go,
// extrapolatedRate).
double Extend(double growth, double first, const ExtrapolationTerms& terms, double range,
              RateKind kind) {
  double to_start = terms.to_start;
  // A counter cannot have been below zero: extend no further back than to where it was zero.
  if (kind.counter && growth > 0 && first >= 0)
    to_start = std::min(to_start, terms.sampled * (first / growth));
  double factor = (terms.sampled + to_start + terms.to_end) / terms.sampled;
  if (kind.per_second) factor /= range;
  return growth * factor;
}

template <const RateKind& kind>
double Extrapolated(const Window& w) {
  if (w.count() < 2) return Absent();
  double growth = w.values.back() - w.values.front();
  if (kind.counter) growth = AddResets(growth, w.values);
  return Extend(growth, w.values.front(),
                Extrapolate(w.times, static_cast<double>(w.count()), w.from, w.to),
                w.RangeSeconds(), kind);
}

// The same where some values are rollups: of a counter its edges and resets are left, and how many
// samples there were.
template <const RateKind& kind>
double Weighted(const Window& w) {
  if (w.count() < 2) return Absent();
  const double growth = AddResets(w.values.back() - w.values.front(), w.values);
  double samples = 0;
  for (const double weight : w.weights) samples += weight;
  return Extend(growth, w.values.front(), Extrapolate(w.times, samples, w.from, w.to),
                w.RangeSeconds(), kind);
}

PLUMB_WIDE_LOOPS
bool AnyDrop(std::span<const double> values) {
  int64_t any = 0;
  for (size_t i = 1; i < values.size(); ++i) any |= values[i] < values[i - 1] ? -1 : 0;
  return any != 0;
}

// The number of drops among the first 0, 1, 2, … values; empty if there is none at all.
std::vector<uint32_t> CountDrops(std::span<const double> values) {
  if (!AnyDrop(values)) return {};
  std::vector<uint32_t> before(values.size() + 1);
  for (size_t i = 1; i < values.size(); ++i)
    before[i + 1] = before[i] + (values[i] < values[i - 1] ? 1 : 0);
  return before;
}

// One finite number again and again, with all its bits.
bool IsConstant(std::span<const double> values) {
  if (values.empty() || !std::isfinite(values[0])) return false;
  const auto bits = std::bit_cast<uint64_t>(values[0]);
  return std::all_of(values.rbegin(), values.rend(),
                     [bits](double v) { return std::bit_cast<uint64_t>(v) == bits; });
}

// Runs `value(step, begin, end)` for each window that has two samples.
template <typename Value>
void EachPair(const WindowPlan& plan, double* out, Value value) {
  const size_t steps = plan.grid().steps.count;
  for (size_t k = 0; k < steps; ++k) {
    const size_t begin = plan.begin(k);
    const size_t end = plan.end(k);
    out[k] = end - begin < 2 ? Absent() : value(k, begin, end);
  }
}

// Windows without a reset are last - first; the others are gone through. The divisions of Extend
// are only done where the counter is near zero, which is hardly ever.
template <const RateKind& kind>
void ExtrapolatedKernel(const SeriesWindows& windows, double* out) {
  const WindowPlan& plan = windows.plan;
  if (IsConstant(windows.values)) {
    EachPair(plan, out, [](size_t, size_t, size_t) { return 0.0; });
    return;
  }
  const Extrapolation& all = plan.extrapolation();
  const double* factors = kind.per_second ? all.factor_per_second.data() : all.factor.data();
  const double* far_from_zero = all.far_from_zero.data();
  const double range = static_cast<double>(plan.grid().range) / 1000;
  const double* values = windows.values.data();
  const auto extend = [&](size_t k, double first, double growth) {
    if (kind.counter && growth > 0 && !(first > growth * far_from_zero[k]))
      return Extend(growth, first, all.terms[k], range, kind);
    return growth * factors[k];
  };
  std::vector<uint32_t> drops;
  if (kind.counter) drops = CountDrops(windows.values);
  if (drops.empty()) {
    EachPair(plan, out, [&](size_t k, size_t begin, size_t end) {
      return extend(k, values[begin], values[end - 1] - values[begin]);
    });
    return;
  }
  EachPair(plan, out, [&](size_t k, size_t begin, size_t end) {
    double growth = values[end - 1] - values[begin];
    if (drops[end] != drops[begin + 1])
      growth = AddResets(growth, windows.values.subspan(begin, end - begin));
    return extend(k, values[begin], growth);
  });
}

template <const RateKind& kind, Edges edges>
double Extended(const Window& w) {
  return ExtendedRate(w, kind, edges);
}

// Counts neighbours for which `differ(before, after)`.
template <typename Differ>
double CountPairs(std::span<const double> values, Differ differ) {
  size_t count = 0;
  for (size_t i = 1; i < values.size(); ++i) count += differ(values[i - 1], values[i]) ? 1 : 0;
  return static_cast<double>(count);
}
bool IsDrop(double before, double after) {
  return after < before;
}
bool IsChange(double before, double after) {
  return after != before && !(std::isnan(after) && std::isnan(before));
}

double Resets(const Window& w) {
  return CountPairs(w.values, IsDrop);
}
double Changes(const Window& w) {
  return CountPairs(w.values, IsChange);
}

template <bool (*differ)(double, double)>
double AnchoredPairs(const Window& w) {
  if (w.times.back() <= w.from) return Absent();
  return CountPairs(w.values.subspan(AnchorOf(w)), differ);
}

template <bool (*differ)(double, double)>
void PairsKernel(const SeriesWindows& windows, double* out) {
  std::vector<uint32_t> before(windows.values.size() + 1);
  for (size_t i = 1; i < windows.values.size(); ++i)
    before[i + 1] = before[i] + (differ(windows.values[i - 1], windows.values[i]) ? 1 : 0);
  const WindowPlan& plan = windows.plan;
  for (size_t k = 0; k < windows.steps(); ++k)
    out[k] = plan.count(k) == 0
                 ? Absent()
                 : static_cast<double>(before[plan.end(k)] - before[plan.begin(k) + 1]);
}

// The last two samples of [begin, end).
double LastPair(std::span<const Timestamp> times, std::span<const double> values, bool counter) {
  const size_t n = values.size();
  if (n < 2) return Absent();
  const double last = values[n - 1];
  // A counter that fell began anew: what it shows is the growth.
  const double growth = counter && last < values[n - 2] ? last : last - values[n - 2];
  if (!counter) return growth;
  return growth / (static_cast<double>(times[n - 1] - times[n - 2]) / 1000);
}
double Irate(const Window& w) {
  return LastPair(w.times, w.values, true);
}
double Idelta(const Window& w) {
  return LastPair(w.times, w.values, false);
}

// --- The same where there are histograms or start times. ---

template <const RateKind& kind>
WindowSample Mixed(const MixedWindow& w) {
  return ExtrapolatedMixed(w, kind);
}

template <const RateKind& kind, Edges edges>
WindowSample ExtendedMixedBy(const MixedWindow& w) {
  // Start times say nothing of the edges.
  if (w.histograms.empty()) return ToSample(ExtendedRate(w.floats, kind, edges));
  return ExtendedMixed(w, kind, edges);
}

template <const RateKind& kind>
WindowSample LastPairMixed(const MixedWindow& w) {
  return InstantMixed(w, kind);
}

struct Line {
  double slope = 0;
  double intercept = 0;  // the value at the origin
};

// Least squares. A constant series is exactly flat; an infinite one has no line.
Line FitLine(const Window& w, Timestamp origin) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  CompensatedSum sum_x;
  CompensatedSum sum_y;
  CompensatedSum sum_xy;
  CompensatedSum sum_xx;
  bool constant = true;
  for (size_t i = 0; i < w.count(); ++i) {
    const double y = w.values[i];
    if (i > 0 && y != w.values[0]) constant = false;
    const double x = static_cast<double>(w.times[i] - origin) / 1e3;
    sum_x.Add(x);
    sum_y.Add(y);
    sum_xy.Add(x * y);
    sum_xx.Add(x * x);
  }
  if (constant) {
    if (std::isinf(w.values[0])) return {kNan, kNan};
    return {0, w.values[0]};
  }
  const auto n = static_cast<double>(w.count());
  const double x = sum_x.Value();
  const double y = sum_y.Value();
  const double covariance = sum_xy.Value() - x * y / n;
  const double variance = sum_xx.Value() - x * x / n;
  const double slope = covariance / variance;
  return {slope, y / n - slope * x / n};
}

double Deriv(const Window& w) {
  return w.count() < 2 ? Absent() : FitLine(w, w.times[0]).slope;
}

double PredictLinear(const Window& w) {
  if (w.count() < 2) return Absent();
  const Line line = FitLine(w, w.time);
  return line.slope * w.scalars[0] + line.intercept;
}

// Holt's linear smoothing: a level, and a trend that is smoothed itself.
double SmoothTwice(const Window& w) {
  if (w.count() < 2) return Absent();
  const double level_factor = w.scalars[0];
  const double trend_factor = w.scalars[1];
  double before = 0;
  double level = w.values[0];
  double trend = w.values[1] - w.values[0];
  for (size_t i = 1; i < w.count(); ++i) {
    if (i > 1) trend = trend_factor * (level - before) + (1 - trend_factor) * trend;
    const double next = level_factor * w.values[i] + (1 - level_factor) * (level + trend);
    before = level;
    level = next;
  }
  return level;
}

std::optional<std::string> CheckFactors(const double* factors) {
  const auto bad = [](double f) { return f <= 0 || f >= 1; };
  if (bad(factors[0]))
    return fmt::format("invalid smoothing factor. Expected: 0 < sf < 1, got: {:.6f}", factors[0]);
  if (bad(factors[1]))
    return fmt::format("invalid trend factor. Expected: 0 < tf < 1, got: {:.6f}", factors[1]);
  return std::nullopt;
}

constexpr ResultType kSmoothingArgs[] = {ResultType::kMatrix, ResultType::kScalar,
                                         ResultType::kScalar};

constexpr FunctionRow kRows[] = {
    {.name = "changes",
     .args = kOneMatrix,
     .help = "how often the value changed inside the range",
     .example = "changes(vector(time())[5m:1m]) => 4",
     .window = Changes,
     .kernel = PairsKernel<IsChange>,
     .anchored = AnchoredPairs<IsChange>,
     .mixed = ChangesMixed,
     .mixed_anchored = AnchoredChangesMixed},
    {.name = "delta",
     .args = kOneMatrix,
     .help = "the difference between the ends of the range, for gauges; extrapolated",
     .example = "delta(vector(time())[5m:1m]) => 300",
     .window = Extrapolated<kDelta>,
     .kernel = ExtrapolatedKernel<kDelta>,
     .anchored = Extended<kDelta, Edges::kAnchored>,
     .smoothed = Extended<kDelta, Edges::kSmoothed>,
     .mixed = Mixed<kDelta>,
     .mixed_anchored = ExtendedMixedBy<kDelta, Edges::kAnchored>,
     .mixed_smoothed = ExtendedMixedBy<kDelta, Edges::kSmoothed>,
     .min_samples = 2,
     .extends = FunctionRow::Extends::kDifference},
    {.name = "deriv",
     .args = kOneMatrix,
     .help = "the slope per second of the line through the range, for gauges",
     .example = "deriv(vector(time())[5m:1m]) => 1",
     .window = Deriv,
     .min_samples = 2},
    {.name = "double_exponential_smoothing",
     .args = kSmoothingArgs,
     .experimental = true,
     .help = "the smoothed value of a range, by a smoothing and a trend factor between 0 and 1",
     .example = "double_exponential_smoothing(vector(time())[5m:1m], 0.5, 0.5) => 600",
     .window = SmoothTwice,
     .min_samples = 2,
     .check = CheckFactors},
    {.name = "idelta",
     .args = kOneMatrix,
     .help = "the difference of the last two samples in the range, for gauges",
     .example = "idelta(vector(time())[5m:1m]) => 60",
     .window = Idelta,
     .mixed = LastPairMixed<kIdelta>,
     .min_samples = 2},
    {.name = "increase",
     .args = kOneMatrix,
     .help = "how much a counter grew over the range; extrapolated, resets repaired",
     .example = "increase(vector(time())[5m:1m]) => 300",
     .window = Extrapolated<kIncrease>,
     .kernel = ExtrapolatedKernel<kIncrease>,
     .rollup = model::RollupValue::kGrowth,
     .weighted = Weighted<kIncrease>,
     .anchored = Extended<kIncrease, Edges::kAnchored>,
     .smoothed = Extended<kIncrease, Edges::kSmoothed>,
     .mixed = Mixed<kIncrease>,
     .mixed_anchored = ExtendedMixedBy<kIncrease, Edges::kAnchored>,
     .mixed_smoothed = ExtendedMixedBy<kIncrease, Edges::kSmoothed>,
     .finds_resets = true,
     .min_samples = 2,
     .counter = true,
     .extends = FunctionRow::Extends::kGrowth},
    {.name = "irate",
     .args = kOneMatrix,
     .help = "the growth per second of a counter between the last two samples in the range",
     .example = "irate(vector(time())[5m:1m]) => 1",
     .window = Irate,
     .mixed = LastPairMixed<kIrate>,
     .finds_resets = true,
     .min_samples = 2},
    {.name = "predict_linear",
     .args = kMatrixScalar,
     .at_modifier_safe = false,
     .help = "the value in so many seconds, by the line through the range, for gauges",
     .example = "predict_linear(vector(time())[5m:1m], 60) => 660",
     .window = PredictLinear,
     .min_samples = 2},
    {.name = "rate",
     .args = kOneMatrix,
     .help = "the growth per second of a counter over the range; extrapolated, resets repaired",
     .example = "rate(vector(time())[5m:1m]) => 1",
     .window = Extrapolated<kRate>,
     .kernel = ExtrapolatedKernel<kRate>,
     .rollup = model::RollupValue::kGrowth,
     .weighted = Weighted<kRate>,
     .anchored = Extended<kRate, Edges::kAnchored>,
     .smoothed = Extended<kRate, Edges::kSmoothed>,
     .mixed = Mixed<kRate>,
     .mixed_anchored = ExtendedMixedBy<kRate, Edges::kAnchored>,
     .mixed_smoothed = ExtendedMixedBy<kRate, Edges::kSmoothed>,
     .finds_resets = true,
     .min_samples = 2,
     .counter = true,
     .extends = FunctionRow::Extends::kGrowthPerSecond},
    {.name = "resets",
     .args = kOneMatrix,
     .help = "how often a counter fell inside the range",
     .example = "resets(vector(-time())[5m:1m]) => 4",
     .window = Resets,
     .kernel = PairsKernel<IsDrop>,
     .anchored = AnchoredPairs<IsDrop>,
     .mixed = ResetsMixed,
     .mixed_anchored = AnchoredResetsMixed,
     .finds_resets = true},
};

}  // namespace

extern const FunctionFamily functions_counter;
const FunctionFamily functions_counter = {.title = "Counters and gauges over a range",
                                          .rows = kRows};

}  // namespace plumb::promql
