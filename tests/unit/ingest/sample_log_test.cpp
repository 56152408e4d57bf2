#include "ingest/sample_log.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace plumb::ingest {
namespace {

using store::BackfillSample;
using Samples = std::vector<BackfillSample>;

// What the log gives of each series, behind one another.
std::map<store::SeriesHandle, Samples> Read(const LoggedSamples& logged) {
  std::map<store::SeriesHandle, Samples> read;
  for (const auto& group : logged.groups()) {
    Samples& samples = read[group.is.series];
    const size_t before = samples.size();
    logged.Append(group, samples);
    EXPECT_EQ(samples.size() - before, group.count);
    for (size_t i = before; i < samples.size(); ++i) {
      EXPECT_GE(samples[i].time, group.is.hour);
      EXPECT_LT(samples[i].time - group.is.hour, kHour);
    }
  }
  return read;
}

void ExpectSame(const Samples& given, const Samples& read) {
  ASSERT_EQ(given.size(), read.size());
  for (size_t i = 0; i < given.size(); ++i) {
    ASSERT_EQ(given[i].time, read[i].time) << i;
    ASSERT_EQ(given[i].bits, read[i].bits) << i;
    ASSERT_EQ(given[i].series, read[i].series) << i;
    ASSERT_EQ(given[i].line, read[i].line) << i;
    ASSERT_EQ(given[i].histogram, read[i].histogram) << i;
  }
}

// Steady ones, repeated times, values that stay, hours left out, lines that turn over.
Samples MakeSeries(store::SeriesHandle series, std::mt19937_64& random) {
  constexpr Timestamp kSteps[] = {0, 1, 15'000, 15'003, 14'996, 600'000, 3'599'999};
  Samples samples;
  Timestamp time = -3 * kHour + static_cast<Timestamp>(random() % 1000);
  uint32_t line = store::kLineMask - 100;
  uint64_t bits = random();
  for (int hour = 0; hour < 6; ++hour) {
    const Timestamp end = time - (time % kHour + kHour) % kHour + kHour;
    const size_t least = samples.size() + SampleLog::kFewSamples;
    while (samples.size() < least || random() % 40 != 0) {
      const Timestamp next = time + kSteps[random() % std::size(kSteps)];
      if (next < end) time = next;
      if (random() % 3 == 0) bits = random();
      line = (line + (random() % 5 == 0 ? random() % 1000 : 7)) & store::kLineMask;
      samples.push_back(
          {.time = time, .bits = bits, .series = series, .line = line & store::kLineMask});
      samples.back().histogram = random() % 9 == 0;
    }
    time = end + static_cast<Timestamp>(random() % 2) * 5 * kHour;
  }
  return samples;
}

TEST(SampleLog, GivesWhatCameInOrder) {
  std::mt19937_64 random(1);
  std::map<store::SeriesHandle, Samples> given;
  for (const store::SeriesHandle series : {0, 3, 900}) given[series] = MakeSeries(series, random);
  SampleLog log;
  std::map<store::SeriesHandle, size_t> at;
  for (size_t left = 3; left > 0;) {
    left = 0;
    for (const auto& [series, samples] : given) {
      size_t& next = at[series];
      for (size_t i = random() % 4; i > 0 && next < samples.size(); --i)
        ASSERT_TRUE(log.Add(samples[next++]));
      left += samples.size() - next;
    }
  }
  LoggedSamples logged = log.Release();
  const auto read = Read(logged);
  ASSERT_EQ(read.size(), given.size());
  for (const auto& [series, samples] : given) ExpectSame(samples, read.at(series));
  EXPECT_TRUE(log.Release().groups().empty());
}

TEST(SampleLog, SortsByTargetHourAndSeries) {
  SampleLog log;
  for (const store::SeriesHandle series : {2, 0, 1})
    for (const Timestamp hour : {0, 1})
      for (uint32_t i = 0; i < SampleLog::kFewSamples; ++i)
        ASSERT_TRUE(log.Add({.time = hour * kHour + i, .series = series}));
  LoggedSamples logged = log.Release();
  const std::vector<uint32_t> targets = {1, 0, 1};
  logged.Sort(targets);
  std::vector<SampleGroup> groups;
  for (const auto& group : logged.groups()) groups.push_back(group.is);
  EXPECT_EQ(groups,
            (std::vector<SampleGroup>{
                {0, 0, 1}, {0, kHour, 1}, {1, 0, 0}, {1, 0, 2}, {1, kHour, 0}, {1, kHour, 2}}));
}

TEST(SampleLog, RefusesASeriesOnceItIsNotInOrder) {
  SampleLog log;
  EXPECT_TRUE(log.Add({.time = 5, .series = 1}));
  EXPECT_TRUE(log.Add({.time = 5, .series = 1}));
  EXPECT_FALSE(log.Add({.time = 4, .series = 1}));
  EXPECT_FALSE(log.Add({.time = 6, .series = 1}));
  EXPECT_TRUE(log.Add({.time = 1, .series = 2}));
  EXPECT_EQ(log.Release().groups().size(), 2u);
  EXPECT_TRUE(log.Add({.time = 4, .series = 1}));
}

TEST(SampleLog, RefusesHoursOfFewSamples) {
  SampleLog log;
  EXPECT_TRUE(log.Add({.time = 0, .series = 1}));
  EXPECT_FALSE(log.Add({.time = kHour, .series = 1}));
  EXPECT_FALSE(log.Add({.time = kHour + 1, .series = 1}));
  for (uint32_t i = 0; i < SampleLog::kFewSamples; ++i)
    EXPECT_TRUE(log.Add({.time = i, .series = 2}));
  EXPECT_TRUE(log.Add({.time = kHour, .series = 2}));
}

TEST(SampleLog, TakesNoMoreOfManySeriesWithFewSamples) {
  SampleLog log;
  store::SeriesHandle series = 0;
  for (; series < SampleLog::kManyGroups; ++series) ASSERT_TRUE(log.Add({.series = series}));
  EXPECT_FALSE(log.Add({.series = series}));
  // What has begun goes on, and a series that was refused stays so.
  for (size_t i = 0; i < SampleLog::kUsualSamples; ++i)
    for (store::SeriesHandle known = 0; known < SampleLog::kManyGroups; ++known)
      ASSERT_TRUE(log.Add({.series = known}));
  EXPECT_FALSE(log.Add({.series = series}));
}

TEST(SampleLog, TakesAFewBytesOfASample) {
  SampleLog log;
  constexpr size_t kSamples = 240;
  for (uint32_t i = 0; i < kSamples; ++i)
    ASSERT_TRUE(log.Add(
        {.time = i * 15'000 + i % 3, .bits = i, .series = 0, .line = (i + 1) & store::kLineMask}));
  EXPECT_LT(log.bytes(), kSamples * 12);
}

}  // namespace
}  // namespace plumb::ingest
