#include "store/shared_times.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/hash.h"
#include "encoding/integers.h"
#include "store/segment_table.h"

namespace plumb::store {

namespace {

// What a value takes in a segment, in bytes, more or less.
constexpr double kBytesPerValue = 0.7;

using Samples = std::span<const BackfillSample>;

// Times that one or several series have, and nothing else.
struct TimeList {
  std::vector<Timestamp> times;
  size_t series = 0;
  std::vector<size_t> sharers;  // of each time: how many series have it
};

bool SameTimes(Samples a, Samples b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(),
      [](const BackfillSample& x, const BackfillSample& y) { return x.time == y.time; });
}

std::vector<Timestamp> TimesOf(Samples samples) {
  std::vector<Timestamp> times;
  times.reserve(samples.size());
  for (const BackfillSample& sample : samples) times.push_back(sample.time);
  return times;
}

// The different lists, without the times that are there already.
class TimeLists {
 public:
  TimeLists(std::span<const Timestamp> there, std::span<const NewSamples> series) {
    for (const NewSamples& each : series) Find(there, each.samples).series += 1;
    CountSharers();
  }
  std::vector<TimeList>& lists() { return lists_; }
  // Each time, ascending, with how many series have it.
  [[nodiscard]] const std::vector<std::pair<Timestamp, size_t>>& counts() const { return counts_; }

 private:
  TimeList& Find(std::span<const Timestamp> there, Samples samples) {
    // Neighbours have the same mostly.
    if (!lists_.empty() && SameTimes(samples, last_)) return lists_[at_];
    last_ = samples;
    const std::vector<Timestamp> times = TimesOf(samples);
    const uint64_t hash =
        Hash64({reinterpret_cast<const char*>(times.data()), times.size() * sizeof(Timestamp)});
    // Two lists of one hash would only make an estimate wrong.
    const auto [known, added] = by_hash_.try_emplace(hash, lists_.size());
    at_ = known->second;
    if (!added) return lists_[at_];
    TimeList& list = lists_.emplace_back();
    std::set_difference(times.begin(), times.end(), there.begin(), there.end(),
                        std::back_inserter(list.times));
    return list;
  }

  void CountSharers() {
    for (const TimeList& list : lists_)
      for (const Timestamp time : list.times) counts_.emplace_back(time, list.series);
    std::sort(counts_.begin(), counts_.end());
    size_t out = 0;
    for (const auto& [time, series] : counts_) {
      if (out > 0 && counts_[out - 1].first == time)
        counts_[out - 1].second += series;
      else
        counts_[out++] = {time, series};
    }
    counts_.resize(out);
    for (TimeList& list : lists_) {
      auto at = counts_.begin();
      for (const Timestamp time : list.times) {
        at = std::lower_bound(at, counts_.end(), std::pair(time, size_t{0}));
        list.sharers.push_back(at->second);
      }
    }
  }

  std::vector<TimeList> lists_;
  std::unordered_map<uint64_t, size_t> by_hash_;
  Samples last_;
  size_t at_ = 0;
  std::vector<std::pair<Timestamp, size_t>> counts_;
};

class Estimate {
 public:
  Estimate(TimeLists& lists, size_t there, std::span<const NewSamples> series)
      : lists_(lists), there_(there), series_(static_cast<double>(series.size())) {
    double samples = 0;
    for (const NewSamples& each : series) samples += static_cast<double>(each.samples.size());
    segments_ = 1 + samples * kBytesPerValue / kSegmentSize;
    const auto& longest = *std::max_element(
        lists.lists().begin(), lists.lists().end(),
        [](const TimeList& a, const TimeList& b) { return a.times.size() < b.times.size(); });
    std::string bytes;
    encoding::AppendIntegers(bytes, longest.times);
    time_ = static_cast<double>(bytes.size()) / static_cast<double>(longest.times.size());
  }

  // Where the times that at least so many series have are shared, in bytes.
  [[nodiscard]] double Cost(size_t least) const {
    double own = 0;
    double shared = 0;
    for (const auto& [time, series] : lists_.counts())
      (series >= least ? shared : own) += series >= least ? 1 : static_cast<double>(series);
    double patterns = 0;
    const double pattern = (shared + static_cast<double>(there_)) / 8 + 1;
    for (const TimeList& list : lists_.lists()) {
      const auto has = std::count_if(list.sharers.begin(), list.sharers.end(),
                                     [least](size_t sharers) { return sharers >= least; });
      if (has == 0 || static_cast<double>(has) == shared) continue;
      const double repeated = static_cast<double>(list.series) * segments_ / series_;
      patterns += pattern * std::max(1.0, repeated);
    }
    return own * time_ + segments_ * shared * time_ + patterns;
  }
  [[nodiscard]] size_t segments() const { return static_cast<size_t>(segments_); }

 private:
  TimeLists& lists_;
  size_t there_;
  double series_;
  double segments_ = 1;
  double time_ = 1;  // bytes of one
};

}  // namespace

std::vector<Timestamp> ChooseSharedTimes(std::span<const Timestamp> there,
                                         std::span<const NewSamples> series) {
  TimeLists lists(there, series);
  if (lists.counts().empty()) return {};
  size_t most = 0;
  for (const auto& [time, sharers] : lists.counts()) most = std::max(most, sharers);
  size_t best = most + 1;  // none
  if (there.empty() && lists.lists().size() == 1) {
    best = 1;
  } else {
    const Estimate estimate(lists, there.size(), series);
    double least_cost = estimate.Cost(best);
    const size_t segments = estimate.segments();
    for (const size_t least :
         std::array{size_t{1}, size_t{2}, segments + 1, 4 * segments, most / 2 + 1, most}) {
      const double cost = estimate.Cost(least);
      if (cost >= least_cost) continue;
      least_cost = cost;
      best = least;
    }
  }
  std::vector<Timestamp> times;
  for (const auto& [time, sharers] : lists.counts())
    if (sharers >= best) times.push_back(time);
  return times;
}

}  // namespace plumb::store
