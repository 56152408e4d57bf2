#include "ingest/sample_sort.h"

#include <algorithm>
#include <unordered_map>

#include "store/segment_table.h"

namespace plumb::ingest {

namespace {

using store::BackfillSample;
using Samples = std::vector<BackfillSample>;

// Counting by series pays where there are not many more of them than samples.
constexpr size_t kSeriesPerSample = 4;
// And by hour, where there are so many samples for each at least.
constexpr size_t kSamplesPerHour = 8;

Timestamp HourOf(Timestamp time) {
  return store::PeriodStart(store::Level::kHour, time);
}

bool InTime(const BackfillSample& a, const BackfillSample& b) {
  return a.time < b.time;
}

// Numbers the hours of targets as they come. Neighbours are of the same one mostly.
class HourNumbers {
 public:
  uint32_t Of(uint32_t target, Timestamp time) {
    if (target == target_ && time >= start_ && time - start_ < kHour) return number_;
    target_ = target;
    start_ = HourOf(time);
    const auto [known, added] =
        numbers_.try_emplace({target, start_}, static_cast<uint32_t>(hours_.size()));
    if (added) hours_.push_back({target, start_});
    return number_ = known->second;
  }

  // The number of each in their order.
  [[nodiscard]] std::vector<uint32_t> Sorted() const {
    std::vector<uint32_t> numbers(hours_.size());
    for (uint32_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
    std::sort(numbers.begin(), numbers.end(),
              [this](uint32_t a, uint32_t b) { return hours_[a] < hours_[b]; });
    return numbers;
  }

 private:
  using Hour = std::pair<uint32_t, Timestamp>;
  struct Hash {
    size_t operator()(const Hour& hour) const {
      return (static_cast<size_t>(hour.second) + hour.first) * 0x9e3779b97f4a7c15;
    }
  };
  std::unordered_map<Hour, uint32_t, Hash> numbers_;
  std::vector<Hour> hours_;
  uint32_t target_ = UINT32_MAX;
  Timestamp start_ = 0;
  uint32_t number_ = 0;
};

// Moves samples to where `places[number]` says, which counts up.
template <typename NumberOf>
void Scatter(const Samples& from, Samples& to, std::vector<uint32_t>& places, NumberOf number_of) {
  for (const BackfillSample& sample : from) to[places[number_of(sample)]++] = sample;
}

void SortBySeries(Samples& samples, Samples& spare) {
  const auto by_series = [](const BackfillSample& a, const BackfillSample& b) {
    return a.series < b.series;
  };
  if (std::is_sorted(samples.begin(), samples.end(), by_series)) return;
  const auto largest = std::max_element(samples.begin(), samples.end(), by_series);
  if (largest->series / kSeriesPerSample > samples.size()) {
    std::stable_sort(samples.begin(), samples.end(), by_series);
    return;
  }
  std::vector<uint32_t> places(size_t{largest->series} + 2);
  for (const BackfillSample& sample : samples) ++places[sample.series + 1];
  for (size_t i = 1; i < places.size(); ++i) places[i] += places[i - 1];
  Scatter(samples, spare, places, [](const BackfillSample& sample) { return sample.series; });
  samples.swap(spare);
}

void SortByHour(Samples& samples, Samples& spare, std::span<const uint32_t> targets) {
  HourNumbers numbers;
  std::vector<uint32_t> sizes;
  for (const BackfillSample& sample : samples) {
    const uint32_t number = numbers.Of(targets[sample.series], sample.time);
    if (number == sizes.size()) sizes.push_back(0);
    ++sizes[number];
    if (sizes.size() * kSamplesPerHour <= samples.size() + kSamplesPerHour) continue;
    std::stable_sort(samples.begin(), samples.end(), [&](const auto& a, const auto& b) {
      return GroupOf(a, targets) < GroupOf(b, targets);
    });
    return;
  }
  if (sizes.size() < 2) return;
  std::vector<uint32_t> places(sizes.size());
  uint32_t place = 0;
  for (const uint32_t number : numbers.Sorted()) {
    places[number] = place;
    place += sizes[number];
  }
  Scatter(samples, spare, places, [&](const BackfillSample& sample) {
    return numbers.Of(targets[sample.series], sample.time);
  });
  samples.swap(spare);
}

}  // namespace

SampleGroup GroupOf(const BackfillSample& sample, std::span<const uint32_t> targets) {
  return {targets[sample.series], HourOf(sample.time), sample.series};
}

void MergeTimes(std::span<BackfillSample> samples, size_t second) {
  if (second == 0 || second == samples.size() || !InTime(samples[second], samples[second - 1]))
    return;
  const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(second);
  std::inplace_merge(samples.begin(), middle, samples.end(), InTime);
}

void SortSamples(Samples& samples, Samples& spare, std::span<const uint32_t> targets) {
  if (samples.empty()) return;
  spare.resize(samples.size());
  SortBySeries(samples, spare);
  SortByHour(samples, spare, targets);
  for (size_t start = 0; start < samples.size();) {
    const SampleGroup group = GroupOf(samples[start], targets);
    size_t end = start + 1;
    bool sorted = true;
    for (; end < samples.size() && samples[end].series == group.series; ++end) {
      if (samples[end].time < group.hour || samples[end].time - group.hour >= kHour) break;
      sorted = sorted && samples[end - 1].time <= samples[end].time;
    }
    if (!sorted) {
      const auto begin = samples.begin();
      std::stable_sort(begin + static_cast<std::ptrdiff_t>(start),
                       begin + static_cast<std::ptrdiff_t>(end), InTime);
    }
    start = end;
  }
}

}  // namespace plumb::ingest
