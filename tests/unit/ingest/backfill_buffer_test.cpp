#include "ingest/backfill_buffer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

namespace plumb::ingest {
namespace {

using store::BackfillBatch;
using store::BackfillSample;

class BackfillBufferTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "plumb-buffer-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // `target/hour/series: line …` of everything, in the order in which it comes.
  std::vector<std::string> Take(BackfillBuffer& buffer) {
    std::vector<std::string> lines;
    while (true) {
      BackfillBatch batch;
      const auto more = buffer.NextBatch(names_, batch);
      EXPECT_TRUE(more.ok());
      if (!more.ok() || !*more) return lines;
      ++batches_;
      for (const auto& hour : batch.hours)
        for (const auto& series : hour.series) {
          std::string line = hour.target.job + "/" + std::to_string(hour.start / kHour) + "/" +
                             std::to_string(series.series) + ":";
          for (uint32_t i = series.begin; i < series.end; ++i)
            line += " " + (batch.samples[i].histogram != 0 ? batch.histograms[batch.samples[i].bits]
                                                           : std::to_string(batch.samples[i].bits));
          lines.push_back(line);
        }
    }
  }
  using Lines = std::vector<std::string>;

  std::filesystem::path folder_;
  std::vector<store::TargetName> names_ = {{"b", "", ""}, {"a", "", ""}};
  size_t batches_ = 0;
};

constexpr size_t kTiny = 2 * sizeof(BackfillSample);

TEST_F(BackfillBufferTest, GivesGroupsInOrderHoweverOftenItSpilled) {
  for (const size_t memory : {kTiny, 5 * kTiny, BackfillBuffer::kRunBytes}) {
    BackfillBuffer buffer(folder_, memory);
    const auto add = [&](Timestamp time, uint64_t bits, store::SeriesHandle series,
                         uint32_t target) {
      ASSERT_TRUE(buffer.Add({.time = time, .bits = bits, .series = series}, target).ok());
    };
    add(kHour + 5, 1, 2, 0);
    add(5, 2, 2, 0);
    add(3, 3, 1, 1);
    add(4, 4, 2, 0);
    add(5, 5, 2, 0);  // behind the other one at its time
    add(kHour, 6, 0, 0);
    add(2, 7, 1, 1);
    EXPECT_EQ(buffer.size(), 7u);
    EXPECT_EQ(Take(buffer), (Lines{"b/0/2: 4 2 5", "b/1/0: 6", "b/1/2: 1", "a/0/1: 7 3"}));
    EXPECT_EQ(buffer.size(), 0u);
    add(1, 8, 1, 1);
    EXPECT_EQ(Take(buffer), Lines{"a/0/1: 8"});
  }
}

TEST_F(BackfillBufferTest, HistogramsStayWithTheirSamples) {
  for (const size_t memory : {kTiny, BackfillBuffer::kRunBytes}) {
    BackfillBuffer buffer(folder_, memory);
    for (const char* bytes : {"five", "four", "three", "two", "one"}) {
      const auto time = static_cast<Timestamp>(10 - buffer.size());
      ASSERT_TRUE(buffer.AddHistogram({.time = time, .series = 3}, 0, bytes).ok());
      ASSERT_TRUE(buffer.Add({.time = time, .bits = 7, .series = 4}, 0).ok());
    }
    EXPECT_EQ(Take(buffer), (Lines{"b/0/3: one two three four five", "b/0/4: 7 7 7 7 7"}));
  }
}

TEST_F(BackfillBufferTest, ManySeriesComeInSeveralTransactions) {
  BackfillBuffer buffer(folder_);
  constexpr uint32_t kSeries = 200'000;
  for (uint32_t i = 0; i < kSeries; ++i)
    ASSERT_TRUE(buffer.Add({.time = 1, .bits = i, .series = kSeries - 1 - i}, 0).ok());
  EXPECT_EQ(Take(buffer).size(), kSeries);
  EXPECT_EQ(batches_, 2u);
}

TEST_F(BackfillBufferTest, WhatCannotBeSpilledIsAFailureOfTheStore) {
  BackfillBuffer buffer(folder_ / "gone", kTiny);
  Status status = Ok();
  for (int i = 0; i < 9 && status.ok(); ++i) status = buffer.Add({.series = 1}, 0);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Exit::kStore);
  EXPECT_NE(status.error().message.find("cannot make a temporary file in"), std::string::npos);
}

}  // namespace
}  // namespace plumb::ingest
