#include "ingest/sample_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace plumb::ingest {
namespace {

using store::BackfillSample;
using Samples = std::vector<BackfillSample>;

struct Shape {
  uint32_t series = 0;
  uint32_t targets = 0;
  DurationMs length = 0;  // of time
  size_t samples = 0;
};

// Times before 1970 too; `bits` counts up.
Samples Make(const Shape& shape, std::mt19937_64& random) {
  Samples samples;
  for (size_t i = 0; i < shape.samples; ++i)
    samples.push_back(
        {.time = static_cast<Timestamp>(random() % static_cast<uint64_t>(shape.length)) -
                 shape.length / 2,
         .bits = i,
         .series = static_cast<store::SeriesHandle>(random() % shape.series)});
  return samples;
}

void ExpectSorted(const Samples& given, Samples sorted, const std::vector<uint32_t>& targets) {
  Samples plain = given;
  std::stable_sort(plain.begin(), plain.end(), [&](const auto& a, const auto& b) {
    const SampleGroup left = GroupOf(a, targets);
    const SampleGroup right = GroupOf(b, targets);
    return left != right ? left < right : a.time < b.time;
  });
  Samples spare;
  SortSamples(sorted, spare, targets);
  ASSERT_EQ(sorted.size(), plain.size());
  for (size_t i = 0; i < plain.size(); ++i) ASSERT_EQ(sorted[i].bits, plain[i].bits) << i;
}

TEST(SampleSort, IsAStableSortByTargetHourSeriesAndTime) {
  std::mt19937_64 random(1);
  for (const Shape& shape : {Shape{1, 1, kSecond, 1}, Shape{5, 2, 100, 500},
                             Shape{40, 3, kDay, 3000}, Shape{3, 1, 400 * kDay, 2000},
                             Shape{100'000, 50, 2 * kHour, 900}, Shape{50, 50, 30 * kDay, 4000}}) {
    std::vector<uint32_t> targets(shape.series);
    for (uint32_t& target : targets) target = static_cast<uint32_t>(random() % shape.targets);
    const Samples given = Make(shape, random);
    ExpectSorted(given, given, targets);
  }
}

TEST(SampleSort, KeepsWhatIsInOrder) {
  std::mt19937_64 random(2);
  const std::vector<uint32_t> targets(7, 0);
  Samples by_time = Make({7, 1, 3 * kHour, 2000}, random);
  std::sort(by_time.begin(), by_time.end(),
            [](const auto& a, const auto& b) { return a.time < b.time; });
  ExpectSorted(by_time, by_time, targets);
  std::stable_sort(by_time.begin(), by_time.end(),
                   [](const auto& a, const auto& b) { return a.series < b.series; });
  ExpectSorted(by_time, by_time, targets);
  ExpectSorted({}, {}, targets);
}

TEST(SampleSort, PartsInOrderAreMergedTheFirstFirst) {
  std::mt19937_64 random(3);
  const auto in_time = [](const auto& a, const auto& b) { return a.time < b.time; };
  for (int round = 0; round < 300; ++round) {
    Samples samples = Make({1, 1, 50, random() % 60}, random);
    const auto second = static_cast<std::ptrdiff_t>(random() % (samples.size() + 1));
    std::stable_sort(samples.begin(), samples.begin() + second, in_time);
    std::stable_sort(samples.begin() + second, samples.end(), in_time);
    Samples plain = samples;
    std::stable_sort(plain.begin(), plain.end(), in_time);
    MergeTimes(samples, static_cast<size_t>(second));
    for (size_t i = 0; i < plain.size(); ++i) ASSERT_EQ(samples[i].bits, plain[i].bits) << i;
  }
}

}  // namespace
}  // namespace plumb::ingest
