#include "store/tier_join.h"

#include <algorithm>

#include "model/sample.h"

namespace plumb::store {

namespace {

using model::SampleColumn;

using Times = std::vector<Timestamp>;

bool Contains(const std::vector<Timestamp>& ends, Timestamp end) {
  return std::binary_search(ends.begin(), ends.end(), end);
}

void AddCount(std::vector<WindowCount>& counts, Timestamp end, double count) {
  if (!counts.empty() && counts.back().end == end)
    counts.back().count += count;
  else
    counts.push_back({end, count});
}

void SortCounts(std::vector<WindowCount>& counts) {
  std::stable_sort(counts.begin(), counts.end(),
                   [](const WindowCount& a, const WindowCount& b) { return a.end < b.end; });
  std::vector<WindowCount> joined;
  for (const WindowCount& count : counts) AddCount(joined, count.end, count.count);
  counts = std::move(joined);
}

// The points of two columns by their times, those of the rollups where the window lacks samples.
class Joiner {
 public:
  Joiner(const Tier& tier, const SampleColumn& column, const SampleColumn& rollups,
         const std::vector<Timestamp>& lacking)
      : tier_(tier), column_(column), rollups_(rollups), lacking_(lacking) {
    weighted_ = !column.weights.empty() || !rollups.weights.empty();
  }

  SampleColumn Run() {
    size_t a = 0;
    size_t b = 0;
    while (a < column_.values.size() || b < rollups_.values.size()) {
      const bool first = b == rollups_.values.size() ||
                         (a < column_.values.size() && (*column_.times)[a] < (*rollups_.times)[b]);
      if (first)
        Add(column_, a++, false);
      else
        Add(rollups_, b++, true);
    }
    joined_.times = std::make_shared<const Times>(std::move(times_));
    JoinHistograms();
    joined_.rollups = column_.rollups;
    joined_.rollups.insert(joined_.rollups.begin(), {tier_.resolution, lacking_.back()});
    return std::move(joined_);
  }

 private:
  void Add(const SampleColumn& from, size_t i, bool of_lacking) {
    const Timestamp time = (*from.times)[i];
    if (Contains(lacking_, tier_.WindowEnd(time)) != of_lacking) return;
    times_.push_back(time);
    joined_.values.push_back(from.values[i]);
    if (weighted_) joined_.weights.push_back(from.weights.empty() ? 1 : from.weights[i]);
  }

  void JoinHistograms() {
    for (const auto& [from, of_lacking] : {std::pair(&column_, false), std::pair(&rollups_, true)})
      for (const model::HistogramPoint& point : from->histograms)
        if (Contains(lacking_, tier_.WindowEnd(point.time)) == of_lacking)
          joined_.histograms.push_back(point);
    std::stable_sort(joined_.histograms.begin(), joined_.histograms.end(),
                     [](const auto& a, const auto& b) { return a.time < b.time; });
  }

  const Tier& tier_;
  const SampleColumn& column_;
  const SampleColumn& rollups_;
  const std::vector<Timestamp>& lacking_;
  bool weighted_ = false;
  Times times_;
  SampleColumn joined_;
};

}  // namespace

std::vector<WindowCount> CountSamples(const Tier& tier, const SampleColumn& samples) {
  std::vector<WindowCount> counts;
  const Times& times = *samples.times;
  for (size_t i = 0; i < times.size();) {
    const Timestamp end = tier.WindowEnd(times[i]);
    double count = 0;
    for (; i < times.size() && times[i] <= end; ++i)
      count += model::IsStale(samples.values[i]) ? 0 : 1;
    if (count > 0) counts.push_back({end, count});
  }
  if (samples.histograms.empty()) return counts;
  for (const model::HistogramPoint& point : samples.histograms)
    counts.push_back({tier.WindowEnd(point.time), 1});
  SortCounts(counts);
  return counts;
}

std::vector<Timestamp> FindLacking(const Tier& tier, const SampleColumn& counted,
                                   const std::vector<WindowCount>& there) {
  std::vector<Timestamp> lacking;
  size_t at = 0;
  for (size_t i = 0; i < counted.values.size(); ++i) {
    const Timestamp end = (*counted.times)[i];
    while (at < there.size() && there[at].end <= end - tier.resolution) ++at;
    double count = 0;
    for (; at < there.size() && there[at].end <= end; ++at) count += there[at].count;
    if (count < counted.values[i]) lacking.push_back(end);
  }
  return lacking;
}

std::vector<WindowCount> CountWith(const Tier& tier, const SampleColumn& counted,
                                   const std::vector<Timestamp>& lacking,
                                   const std::vector<WindowCount>& there) {
  std::vector<WindowCount> counts;
  for (const WindowCount& count : there)
    if (!Contains(lacking, tier.WindowEnd(count.end))) counts.push_back(count);
  for (size_t i = 0; i < counted.values.size(); ++i)
    if (Contains(lacking, (*counted.times)[i]))
      counts.push_back({(*counted.times)[i], counted.values[i]});
  SortCounts(counts);
  return counts;
}

SampleColumn Join(const Tier& tier, const SampleColumn& column, const SampleColumn& rollups,
                  const std::vector<Timestamp>& lacking) {
  return Joiner(tier, column, rollups, lacking).Run();
}

void Trim(SampleColumn& column, model::TimeRange range) {
  std::erase_if(column.histograms, [&](const auto& point) { return !range.Contains(point.time); });
  std::erase_if(column.rollups, [&](const auto& span) { return span.until < range.from; });
  const Times& times = *column.times;
  const auto first = std::lower_bound(times.begin(), times.end(), range.from) - times.begin();
  const auto last = std::upper_bound(times.begin(), times.end(), range.to) - times.begin();
  if (first == 0 && last == static_cast<std::ptrdiff_t>(times.size())) return;
  const auto cut = [&](auto& list) {
    if (list.empty()) return;
    list.erase(list.begin() + last, list.end());
    list.erase(list.begin(), list.begin() + first);
  };
  cut(column.values);
  cut(column.weights);
  column.times = std::make_shared<const Times>(times.begin() + first, times.begin() + last);
}

}  // namespace plumb::store
