#include "maintenance/window_points.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/compensated_sum.h"
#include "model/histogram_arithmetic.h"

namespace plumb::maintenance {

namespace {

using model::HistogramPoint;
using model::Sample;
using store::Tier;
using store::TierColumn;

// So many drops in what is summarised (a day) make a series of unknown kind a gauge.
constexpr size_t kDropsOfGauge = 24;

// Whether something else than growth lies between two samples of a counter; a NaN does.
bool IsBreak(const Sample& before, const Sample& now) {
  return !(now.value >= before.value);
}
bool IsBreak(const HistogramPoint& before, const HistogramPoint& now) {
  return model::DetectReset(*now.histogram, *before.histogram);
}

bool IsCounter(SeriesKind kind, const std::vector<Sample>& floats) {
  if (kind != SeriesKind::kUnknown) return kind == SeriesKind::kCounter;
  size_t drops = 0;
  for (size_t i = 1; i < floats.size(); ++i) drops += IsBreak(floats[i - 1], floats[i]) ? 1 : 0;
  return drops < kDropsOfGauge;
}

// Calls `visit(end, points)` with the points of each window that has some.
template <typename Point, typename Visit>
void EachWindow(const Tier& tier, const std::vector<Point>& points, Visit visit) {
  for (size_t begin = 0; begin < points.size();) {
    const Timestamp end = tier.WindowEnd(points[begin].time);
    size_t after = begin + 1;
    while (after < points.size() && points[after].time <= end) ++after;
    visit(end, std::span(points).subspan(begin, after - begin));
    begin = after;
  }
}

// The first and the last of each window, and the two around each break.
template <typename Point>
std::vector<Point> KeepEdges(const Tier& tier, const std::vector<Point>& points) {
  std::vector<Point> kept;
  EachWindow(tier, points, [&kept](Timestamp, std::span<const Point> window) {
    for (size_t i = 0; i < window.size(); ++i)
      if (i == 0 || i + 1 == window.size() || IsBreak(window[i - 1], window[i]) ||
          IsBreak(window[i], window[i + 1]))
        kept.push_back(window[i]);
  });
  return kept;
}

// As min_over_time and max_over_time choose: a NaN is worse than anything, the first of equals.
template <typename Better>
double Best(std::span<const Sample> window, Better better) {
  double best = window[0].value;
  for (const Sample& sample : window)
    if (better(sample.value, best) || std::isnan(best)) best = sample.value;
  return best;
}

double Sum(std::span<const Sample> window) {
  CompensatedSum sum;
  for (const Sample& sample : window) sum.Add(sample.value);
  return std::isinf(sum.sum) ? sum.sum : sum.Value();
}

// Floats and histograms together.
std::vector<Sample> Count(const Tier& tier, const SeriesSamples& samples) {
  std::vector<Sample> counts;
  const auto add = [&counts](Timestamp end, const auto& window) {
    counts.push_back({end, static_cast<double>(window.size())});
  };
  EachWindow(tier, samples.floats, add);
  if (samples.histograms.empty()) return counts;
  EachWindow(tier, samples.histograms, add);
  std::stable_sort(counts.begin(), counts.end(),
                   [](const Sample& a, const Sample& b) { return a.time < b.time; });
  std::vector<Sample> joined;
  for (const Sample& count : counts) {
    if (!joined.empty() && joined.back().time == count.time)
      joined.back().value += count.value;
    else
      joined.push_back(count);
  }
  return joined;
}

// How many samples the window of an end has, by its counts, asked in ascending order.
class Counts {
 public:
  explicit Counts(const std::vector<Sample>& counts) : counts_(counts) {}
  double At(Timestamp end) const {
    const auto place =
        std::lower_bound(counts_.begin(), counts_.end(), end,
                         [](const Sample& count, Timestamp wanted) { return count.time < wanted; });
    return place == counts_.end() || place->time != end ? 0 : place->value;
  }

 private:
  const std::vector<Sample>& counts_;
};

template <typename Point, typename KeepOld>
void MergePoints(const Tier& tier, std::vector<Point>& old, std::vector<Point>& fresh,
                 KeepOld keep_old) {
  std::erase_if(old, [&](const Point& point) { return !keep_old(tier.WindowEnd(point.time)); });
  std::erase_if(fresh, [&](const Point& point) { return keep_old(tier.WindowEnd(point.time)); });
  const auto earlier = [](const Point& a, const Point& b) { return a.time < b.time; };
  std::vector<Point> both;
  std::merge(old.begin(), old.end(), fresh.begin(), fresh.end(), std::back_inserter(both), earlier);
  old = std::move(both);
}

}  // namespace

WindowPoints Summarize(const Tier& tier, SeriesKind kind, const SeriesSamples& samples) {
  WindowPoints points;
  points.of(TierColumn::kCount) = Count(tier, samples);
  points.histograms = KeepEdges(tier, samples.histograms);
  const bool counter = IsCounter(kind, samples.floats);
  if (counter) points.of(TierColumn::kSamples) = KeepEdges(tier, samples.floats);
  if (counter && kind == SeriesKind::kCounter) return points;
  EachWindow(tier, samples.floats, [&](Timestamp end, std::span<const Sample> window) {
    points.of(TierColumn::kSum).push_back({end, Sum(window)});
    if (counter) return;
    points.of(TierColumn::kSamples).push_back(window.back());
    points.of(TierColumn::kMin).push_back({end, Best(window, std::less<>())});
    points.of(TierColumn::kMax).push_back({end, Best(window, std::greater<>())});
  });
  return points;
}

WindowPoints Merge(const Tier& tier, model::TimeRange ends, WindowPoints old, WindowPoints fresh) {
  if (old.empty()) return fresh;
  const std::vector<Sample> before = old.of(TierColumn::kCount);
  const std::vector<Sample> after = fresh.of(TierColumn::kCount);
  const Counts was(before);
  const Counts is(after);
  const auto keep_old = [&](Timestamp end) {
    return !ends.Contains(end) || was.At(end) > is.At(end);
  };
  for (const TierColumn column : store::kTierColumns)
    MergePoints(tier, old.of(column), fresh.of(column), keep_old);
  MergePoints(tier, old.histograms, fresh.histograms, keep_old);
  return old;
}

}  // namespace plumb::maintenance
