#include "promql/histogram_over_time.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "model/histogram_arithmetic.h"
#include "promql/start_time.h"

namespace plumb::promql {

namespace {

using model::HistogramPoint;

double Seconds(Timestamp t) {
  return static_cast<double>(t) / 1000;
}

// The sum or the mean, as `Total` makes it.
template <typename Total>
WindowSample Combined(const MixedWindow& w) {
  if (w.mixed()) {
    w.remarks.Warn(MixedFloatsAndHistograms(w.metric));
    return {};
  }
  Total total(*w.histograms[0].histogram);
  model::Combining all;
  for (const HistogramPoint& point : w.histograms.subspan(1)) {
    const auto combining = total.Add(*point.histogram);
    if (!combining.ok()) {
      w.remarks.Warn(MixedBucketKinds(w.metric));
      return {};
    }
    all.bounds_reconciled |= combining->bounds_reconciled;
  }
  const auto has_hint = [&w](model::ResetHint hint) {
    return std::any_of(
        w.histograms.begin(), w.histograms.end(),
        [hint](const HistogramPoint& point) { return point.histogram->reset_hint == hint; });
  };
  all.resets_conflict = has_hint(model::ResetHint::kReset) && has_hint(model::ResetHint::kNotReset);
  RemarkAll(all, Combination::kAggregation, w.remarks);
  model::Histogram result = total.Close();
  model::CompactHistogram(result);
  return ToSample(std::move(result));
}

// A sample of either kind.
struct Either {
  CountedSince since;
  double value = 0;
  const model::Histogram* histogram = nullptr;
};

// All samples in order of time.
std::vector<Either> Merge(const MixedWindow& w) {
  std::vector<Either> merged;
  merged.reserve(w.floats.count() + w.histograms.size());
  size_t f = 0;
  for (const HistogramPoint& point : w.histograms) {
    for (; f < w.floats.count() && w.floats.times[f] < point.time; ++f)
      merged.push_back(
          {.since = {w.StartOfFloat(f), w.floats.times[f]}, .value = w.floats.values[f]});
    merged.push_back({.since = {point.start_time, point.time}, .histogram = point.histogram.get()});
  }
  for (; f < w.floats.count(); ++f)
    merged.push_back(
        {.since = {w.StartOfFloat(f), w.floats.times[f]}, .value = w.floats.values[f]});
  return merged;
}

bool IsReset(const Either& before, const Either& now) {
  if ((before.histogram == nullptr) != (now.histogram == nullptr)) return true;
  if (IsStartTimeReset(before.since, now.since)) return true;
  return now.histogram != nullptr ? model::DetectReset(*now.histogram, *before.histogram)
                                  : now.value < before.value;
}

bool IsChange(const Either& before, const Either& now) {
  if ((before.histogram == nullptr) != (now.histogram == nullptr)) return true;
  if (now.histogram != nullptr) return !model::SameObservations(*now.histogram, *before.histogram);
  return now.value != before.value && !(std::isnan(now.value) && std::isnan(before.value));
}

using Differ = bool (*)(const Either& before, const Either& now);

WindowSample CountPairs(std::span<const Either> samples, Differ differ) {
  size_t count = 0;
  for (size_t i = 1; i < samples.size(); ++i) count += differ(samples[i - 1], samples[i]) ? 1 : 0;
  return ToSample(static_cast<double>(count));
}

WindowSample CountAnchored(const MixedWindow& w, Differ differ) {
  const std::vector<Either> samples = Merge(w);
  const auto inside = std::find_if(samples.begin(), samples.end(), [&w](const Either& sample) {
    return sample.since.time > w.floats.from;
  });
  if (inside == samples.end()) return {};
  const auto anchor = inside == samples.begin() ? inside : inside - 1;
  return CountPairs({anchor, samples.end()}, differ);
}

}  // namespace

WindowSample SumMixed(const MixedWindow& window) {
  return Combined<model::HistogramSum>(window);
}
WindowSample AvgMixed(const MixedWindow& window) {
  return Combined<model::HistogramMean>(window);
}

WindowSample CountMixed(const MixedWindow& window) {
  return ToSample(static_cast<double>(window.floats.count() + window.histograms.size()));
}
WindowSample PresentMixed(const MixedWindow&) {
  return ToSample(1);
}

WindowSample FirstMixed(const MixedWindow& window) {
  const HistogramPoint& histogram = window.histograms.front();
  if (window.floats.count() > 0 && window.floats.times.front() < histogram.time)
    return ToSample(window.floats.values.front());
  return {.histogram = histogram.histogram};
}
WindowSample LastMixed(const MixedWindow& window) {
  const HistogramPoint& histogram = window.histograms.back();
  if (window.floats.count() > 0 && window.floats.times.back() > histogram.time)
    return ToSample(window.floats.values.back());
  return {.histogram = histogram.histogram};
}

WindowSample TimeOfFirstMixed(const MixedWindow& window) {
  const Timestamp first = window.histograms.front().time;
  return ToSample(
      Seconds(window.floats.count() > 0 ? std::min(first, window.floats.times.front()) : first));
}
WindowSample TimeOfLastMixed(const MixedWindow& window) {
  const Timestamp last = window.histograms.back().time;
  return ToSample(
      Seconds(window.floats.count() > 0 ? std::max(last, window.floats.times.back()) : last));
}

WindowSample ChangesMixed(const MixedWindow& window) {
  return CountPairs(Merge(window), IsChange);
}
WindowSample ResetsMixed(const MixedWindow& window) {
  return CountPairs(Merge(window), IsReset);
}
WindowSample AnchoredChangesMixed(const MixedWindow& window) {
  return CountAnchored(window, IsChange);
}
WindowSample AnchoredResetsMixed(const MixedWindow& window) {
  return CountAnchored(window, IsReset);
}

}  // namespace plumb::promql
