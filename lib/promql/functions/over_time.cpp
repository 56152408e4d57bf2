// Functions that say one thing of all samples in a window.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/compensated_sum.h"
#include "promql/function.h"
#include "promql/histogram_over_time.h"
#include "promql/prefix_sums.h"
#include "promql/quantile.h"
#include "promql/signatures.h"
#include "promql/sorted_window.h"

namespace plumb::promql {

namespace {

double Seconds(Timestamp t) {
  return static_cast<double>(t) / 1000;
}

double Sum(std::span<const double> values) {
  CompensatedSum sum;
  for (const double v : values) sum.Add(v);
  return std::isinf(sum.sum) ? sum.sum : sum.Value();
}
double SumOverTime(const Window& w) {
  return Sum(w.values);
}

// Where the sum is finite it is divided once, so that the mean does not hang on how it was added up
// (upstream divides the sum and its compensation: the last digit may be another one).
double AvgOverTime(const Window& w) {
  if (const double sum = SumOverTime(w); std::isfinite(sum))
    return sum / static_cast<double>(w.count());
  CompensatedMean mean;
  for (const double v : w.values) mean.Add(v);
  return mean.Value();
}

double SumOfWeights(const Window& w) {
  CompensatedSum sum;
  for (const double weight : w.weights) sum.Add(weight);
  return sum.Value();
}

// Where some values are sums of so many samples.
double MeanOfSums(const Window& w) {
  return Sum(w.values) / SumOfWeights(w);
}

// Welford's way, with both running numbers compensated.
double VarianceOf(std::span<const double> values) {
  double count = 0;
  CompensatedSum mean;
  CompensatedSum squares;
  for (const double v : values) {
    count += 1;
    const double delta = v - mean.Value();
    mean.Add(delta / count);
    squares.Add(delta * (v - mean.Value()));
  }
  return squares.Value() / count;
}

double QuantileOf(double phi, std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  return Quantile(phi, copy);
}

// A NaN among the samples is not passed over.
double MadOverTime(const Window& w) {
  if (std::any_of(w.values.begin(), w.values.end(), [](double v) { return std::isnan(v); }))
    return std::numeric_limits<double>::quiet_NaN();
  const double median = QuantileOf(0.5, w.values);
  std::vector<double> distances;
  distances.reserve(w.count());
  for (const double v : w.values) distances.push_back(std::fabs(v - median));
  return Quantile(0.5, distances);
}

// The index of the sample that `better` prefers; a NaN is worse than anything.
template <typename Better>
size_t Best(const Window& w, Better better) {
  size_t best = 0;
  for (size_t i = 1; i < w.count(); ++i)
    if (better(w.values[i], w.values[best]) || std::isnan(w.values[best])) best = i;
  return best;
}
double MaxOverTime(const Window& w) {
  return w.values[Best(w, std::greater<>())];
}
double MinOverTime(const Window& w) {
  return w.values[Best(w, std::less<>())];
}
// Of equals the latest, as upstream.
double TimeOfMax(const Window& w) {
  return Seconds(w.times[Best(w, std::greater_equal<>())]);
}
double TimeOfMin(const Window& w) {
  return Seconds(w.times[Best(w, std::less_equal<>())]);
}

// Runs `value(begin, end)` for each window that is not empty.
template <typename Value>
void EachWindow(const SeriesWindows& windows, double* out, Value value) {
  const WindowPlan& plan = windows.plan;
  for (size_t k = 0; k < windows.steps(); ++k)
    out[k] = plan.count(k) == 0 ? Absent() : value(plan.begin(k), plan.end(k));
}

void CountKernel(const SeriesWindows& windows, double* out) {
  EachWindow(windows, out,
             [](size_t begin, size_t end) { return static_cast<double>(end - begin); });
}
void PresentKernel(const SeriesWindows& windows, double* out) {
  EachWindow(windows, out, [](size_t, size_t) { return 1.0; });
}
void FirstKernel(const SeriesWindows& windows, double* out) {
  EachWindow(windows, out, [&](size_t begin, size_t) { return windows.values[begin]; });
}
void LastKernel(const SeriesWindows& windows, double* out) {
  EachWindow(windows, out, [&](size_t, size_t end) { return windows.values[end - 1]; });
}

// Below this many samples a window is gone through faster than something is kept for all.
constexpr size_t kShortWindow = 3;

// Runs `from_sum(sum, count)` for each window, with sums of all values up to its ends; false, and
// nothing is written, where that is not worth it or not possible. `plain` is the plain definition.
template <typename FromSum>
bool SumWithPrefixes(const SeriesWindows& windows, double* out, FromSum from_sum,
                     double (*plain)(const Window&)) {
  if (windows.plan.longest() <= kShortWindow) return false;
  const PrefixSums sums(windows.values);
  if (!sums.usable()) return false;
  EachWindow(windows, out, [&](size_t begin, size_t end) {
    if (const auto sum = sums.Sum(begin, end))
      return from_sum(*sum, static_cast<double>(end - begin));
    return plain({.values = windows.values.subspan(begin, end - begin)});
  });
  return true;
}

template <double (*plain)(const Window&)>
void PlainKernel(const SeriesWindows& windows, double* out) {
  EachWindow(windows, out, [&](size_t begin, size_t end) {
    return plain({.values = windows.values.subspan(begin, end - begin)});
  });
}

void SumKernel(const SeriesWindows& windows, double* out) {
  if (!SumWithPrefixes(
          windows, out, [](double sum, double) { return sum; }, SumOverTime))
    PlainKernel<SumOverTime>(windows, out);
}

void AvgKernel(const SeriesWindows& windows, double* out) {
  if (!SumWithPrefixes(
          windows, out, [](double sum, double n) { return sum / n; }, AvgOverTime))
    PlainKernel<AvgOverTime>(windows, out);
}

// Whether most samples of a window are those of the window before.
bool MostlyShared(const WindowPlan& plan, size_t steps) {
  constexpr size_t kTimes = 8;
  size_t samples = 0;
  for (size_t k = 0; k < steps; ++k) samples += plan.count(k);
  return samples > kTimes * plan.times().size();
}

// Keeps the window in order instead of ordering each anew.
void QuantileKernel(const SeriesWindows& windows, double* out) {
  const std::span<const double> values = windows.values;
  const std::vector<double>& phi = windows.scalars[0];
  const auto is_nan = [](double v) { return std::isnan(v); };
  if (std::any_of(values.begin(), values.end(), is_nan) ||
      !MostlyShared(windows.plan, windows.steps())) {
    for (size_t k = 0; k < windows.steps(); ++k)
      out[k] =
          windows.plan.count(k) == 0
              ? Absent()
              : QuantileOf(phi[k], values.subspan(windows.plan.begin(k), windows.plan.count(k)));
    return;
  }
  SortedWindow window(windows.plan.longest() + 1);
  size_t first = 0;
  size_t last = 0;
  for (size_t k = 0; k < windows.steps(); ++k) {
    const size_t begin = windows.plan.begin(k);
    const size_t end = windows.plan.end(k);
    if (begin >= last) {
      window.Clear();
      first = last = begin;
    }
    while (first < begin && last < end) window.Replace(values[first++], values[last++]);
    while (first < begin) window.Remove(values[first++]);
    while (last < end) window.Insert(values[last++]);
    out[k] = begin == end ? Absent() : QuantileOfSorted(phi[k], window.values());
  }
}

// The best value of each window with a queue of candidates, each better than all after it. Of
// equals the first stays in front, as in the plain definition (it decides between 0 and -0).
template <typename Better>
void ExtremeKernel(const SeriesWindows& windows, double* out, Better better) {
  const std::span<const double> values = windows.values;
  std::vector<size_t> queue(values.size());
  size_t head = 0;
  size_t tail = 0;
  size_t next = 0;
  EachWindow(windows, out, [&](size_t begin, size_t end) {
    for (; next < end; ++next) {
      while (tail > head && better(values[next], values[queue[tail - 1]])) --tail;
      queue[tail++] = next;
    }
    while (queue[head] < begin) ++head;
    return values[queue[head]];
  });
}

template <typename Better>
void BestKernel(const SeriesWindows& windows, double* out, Better better) {
  const bool any_nan =
      std::any_of(windows.values.begin(), windows.values.end(), [](double v) { return v != v; });
  if (!any_nan && windows.plan.longest() > kShortWindow) {
    ExtremeKernel(windows, out, better);
    return;
  }
  EachWindow(windows, out, [&](size_t begin, size_t end) {
    const Window w{.values = windows.values.subspan(begin, end - begin)};
    return w.values[Best(w, better)];
  });
}
void MaxKernel(const SeriesWindows& windows, double* out) {
  BestKernel(windows, out, std::greater<>());
}
void MinKernel(const SeriesWindows& windows, double* out) {
  BestKernel(windows, out, std::less<>());
}

constexpr FunctionRow kRows[] = {
    {.name = "avg_over_time",
     .args = kOneMatrix,
     .help = "the mean of the samples in the range",
     .example = "avg_over_time(vector(time())[5m:1m]) => 480",
     .window = AvgOverTime,
     .kernel = AvgKernel,
     .rollup = model::RollupValue::kSum,
     .weighted = MeanOfSums,
     .mixed = AvgMixed},
    {.name = "count_over_time",
     .args = kOneMatrix,
     .help = "the number of samples in the range",
     .example = "count_over_time(vector(time())[5m:1m]) => 5",
     .window = [](const Window& w) { return static_cast<double>(w.count()); },
     .kernel = CountKernel,
     .rollup = model::RollupValue::kCount,
     .weighted = SumOfWeights,
     .mixed = CountMixed},
    {.name = "first_over_time",
     .args = kOneMatrix,
     .keeps_name = true,
     .experimental = true,
     .help = "the oldest sample in the range",
     .example = "first_over_time(vector(time())[5m:1m]) => 360",
     .window = [](const Window& w) { return w.values.front(); },
     .kernel = FirstKernel,
     .mixed = FirstMixed},
    {.name = "last_over_time",
     .args = kOneMatrix,
     .keeps_name = true,
     .help = "the newest sample in the range",
     .example = "last_over_time(vector(time())[5m:1m]) => 600",
     .window = [](const Window& w) { return w.values.back(); },
     .kernel = LastKernel,
     .mixed = LastMixed},
    {.name = "mad_over_time",
     .args = kOneMatrix,
     .experimental = true,
     .help = "the median distance of the samples in the range from their median",
     .example = "mad_over_time(vector(time())[5m:1m]) => 60",
     .window = MadOverTime},
    {.name = "max_over_time",
     .args = kOneMatrix,
     .help = "the largest sample in the range",
     .example = "max_over_time(vector(time())[5m:1m]) => 600",
     .window = MaxOverTime,
     .kernel = MaxKernel,
     .rollup = model::RollupValue::kMax},
    {.name = "min_over_time",
     .args = kOneMatrix,
     .help = "the smallest sample in the range",
     .example = "min_over_time(vector(time())[5m:1m]) => 360",
     .window = MinOverTime,
     .kernel = MinKernel,
     .rollup = model::RollupValue::kMin},
    {.name = "present_over_time",
     .args = kOneMatrix,
     .help = "1 for every series with a sample in the range",
     .example = "present_over_time(vector(time())[5m:1m]) => 1",
     .window = [](const Window&) { return 1.0; },
     .kernel = PresentKernel,
     .mixed = PresentMixed},
    {.name = "quantile_over_time",
     .args = kScalarMatrix,
     .help = "the given quantile (0 to 1) of the samples in the range",
     .example = "quantile_over_time(0.5, vector(time())[5m:1m]) => 480",
     .window = [](const Window& w) { return QuantileOf(w.scalars[0], w.values); },
     .kernel = QuantileKernel,
     .quantile_arg = 0},
    {.name = "stddev_over_time",
     .args = kOneMatrix,
     .help = "the population standard deviation of the samples in the range",
     .example = "stddev_over_time(vector(time())[2m:1m]) => 30",
     .window = [](const Window& w) { return std::sqrt(VarianceOf(w.values)); }},
    {.name = "stdvar_over_time",
     .args = kOneMatrix,
     .help = "the population variance of the samples in the range",
     .example = "stdvar_over_time(vector(time())[2m:1m]) => 900",
     .window = [](const Window& w) { return VarianceOf(w.values); }},
    {.name = "sum_over_time",
     .args = kOneMatrix,
     .help = "the sum of the samples in the range",
     .example = "sum_over_time(vector(time())[5m:1m]) => 2400",
     .window = SumOverTime,
     .kernel = SumKernel,
     .rollup = model::RollupValue::kSum,
     .mixed = SumMixed},
    {.name = "ts_of_first_over_time",
     .args = kOneMatrix,
     .experimental = true,
     .help = "the time of the oldest sample in the range, in seconds",
     .example = "ts_of_first_over_time(vector(1)[5m:1m]) => 360",
     .window = [](const Window& w) { return Seconds(w.times.front()); },
     .mixed = TimeOfFirstMixed},
    {.name = "ts_of_last_over_time",
     .args = kOneMatrix,
     .experimental = true,
     .help = "the time of the newest sample in the range, in seconds",
     .example = "ts_of_last_over_time(vector(1)[5m:1m]) => 600",
     .window = [](const Window& w) { return Seconds(w.times.back()); },
     .mixed = TimeOfLastMixed},
    {.name = "ts_of_max_over_time",
     .args = kOneMatrix,
     .experimental = true,
     .help = "the time of the largest sample in the range, in seconds; of equals the latest",
     .example = "ts_of_max_over_time(vector(time())[5m:1m]) => 600",
     .window = TimeOfMax},
    {.name = "ts_of_min_over_time",
     .args = kOneMatrix,
     .experimental = true,
     .help = "the time of the smallest sample in the range, in seconds; of equals the latest",
     .example = "ts_of_min_over_time(vector(time())[5m:1m]) => 360",
     .window = TimeOfMin},
};

}  // namespace

extern const FunctionFamily functions_over_time;
const FunctionFamily functions_over_time = {.title = "Over the samples of a range", .rows = kRows};

}  // namespace plumb::promql
