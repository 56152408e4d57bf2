// What a backfill makes of hours that are empty, half full, small or large.
#include <gtest/gtest.h>

#include <random>

#include "store/segment_table.h"
#include "store_fixture.h"

namespace plumb::store {
namespace {

constexpr Timestamp kMidnight = 1'795'046'400'000;
constexpr Timestamp kLate = kMidnight + 10 * kDay;

class BackfillTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Open();
  }

  Labels Series(int i) { return {{"__name__", "m" + std::to_string(i)}}; }

  // Adds samples of a series in an hour to the next batch.
  void Add(SeriesHandle series, const std::vector<std::pair<Timestamp, double>>& samples) {
    const Timestamp hour = PeriodStart(Level::kHour, samples[0].first);
    if (next_.hours.empty() || next_.hours.back().start != hour)
      next_.hours.push_back({.start = hour});
    const auto begin = static_cast<uint32_t>(next_.samples.size());
    for (const auto& [time, value] : samples)
      next_.samples.push_back(
          {.time = time, .bits = std::bit_cast<uint64_t>(value), .series = series});
    next_.hours.back().series.push_back(
        {series, begin, static_cast<uint32_t>(next_.samples.size())});
  }
  void Add(int i, Timestamp from, int count, DurationMs step, double value = 1) {
    std::vector<std::pair<Timestamp, double>> samples;
    for (int n = 0; n < count; ++n) samples.emplace_back(from + n * step, value);
    Add(writer_->Intern(Series(i)), samples);
  }
  CommitReport Write(Timestamp now = kLate) {
    auto report = writer_->CommitBackfill(next_, now);
    EXPECT_TRUE(report.ok()) << report.error().message;
    next_ = {};
    ExpectClean();
    return report.ok() ? *report : CommitReport{};
  }

  uint64_t Rows() { return Verify(Read().snapshot())->rows; }
  uint64_t Segments() { return Verify(Read().snapshot())->segments; }
  PeriodSize Size(Level level, Timestamp start) {
    Snapshot& snapshot = Read().snapshot();
    return *MeasurePeriod(snapshot.state(), level, 1, start);
  }

  BackfillBatch next_;
};

TEST_F(BackfillTest, AnHourBecomesSegmentsAtOnce) {
  Add(1, kMidnight, 60, kMinute);
  Add(2, kMidnight, 60, kMinute);
  EXPECT_EQ(Write().stored, 120u);
  EXPECT_EQ(Rows(), 0u);
  EXPECT_EQ(Size(Level::kHour, kMidnight).segments, 1u);
  EXPECT_EQ(One(Series(1)).size(), 60u);
}

TEST_F(BackfillTest, HoursWithFewTimesJoinTheirDay) {
  for (int hour = 0; hour < 24; ++hour) Add(1, kMidnight + hour * kHour, 2, 30 * kMinute);
  EXPECT_EQ(Write().stored, 48u);
  EXPECT_EQ(Segments(), 1u);
  EXPECT_EQ(Size(Level::kDay, kMidnight).segments, 1u);
  EXPECT_EQ(One(Series(1)).size(), 48u);
}

TEST_F(BackfillTest, HoursWithFewTimesOfADayThatGoesOnStayInRows) {
  Add(1, kMidnight, 2, 30 * kMinute);
  EXPECT_EQ(Write(kMidnight + 5 * kHour).stored, 2u);
  EXPECT_EQ(Segments(), 0u);
  EXPECT_EQ(Rows(), 2u);
}

TEST_F(BackfillTest, WhatADayHasOfAnHourIsNotStoredAgain) {
  Add(1, kMidnight, 2, 30 * kMinute);
  Write();
  Add(1, kMidnight, 60, kMinute, 2);
  const CommitReport report = Write();
  EXPECT_EQ(report.stored, 58u);
  EXPECT_EQ(report.kept, 2u);
  EXPECT_EQ(One(Series(1))[30], (std::pair<Timestamp, double>(kMidnight + 30 * kMinute, 1)));
}

TEST_F(BackfillTest, RowsOfTheHourGoAlong) {
  Commit({Loose({{Series(1), 5, kMidnight + 90}, {Series(2), 6, kMidnight + kMinute}})});
  EXPECT_EQ(Rows(), 2u);
  Add(1, kMidnight, 60, kMinute);
  EXPECT_EQ(Write().stored, 60u);
  EXPECT_EQ(Rows(), 0u);
  EXPECT_EQ(One(Series(1)).size(), 61u);
  EXPECT_EQ(One(Series(2)).size(), 1u);
}

TEST_F(BackfillTest, AFewLateSamplesDoNotWriteTheirHourAgain) {
  for (int i = 0; i < 40; ++i) Add(i, kMidnight, 240, 15 * kSecond, i / 7.0);
  Write();
  Add(3, kMidnight + 7, 1, kSecond);
  EXPECT_EQ(Write().stored, 1u);
  EXPECT_EQ(Rows(), 1u);
}

TEST_F(BackfillTest, TimesThatNobodySharesAreMarkedWithTheTarget) {
  for (int i = 0; i < 5; ++i) Add(i, kMidnight + i * 777, 240, 14 * kSecond);
  Write();
  // Readers look for such times only where the record says so: the oldest is of the first series.
  EXPECT_EQ(Read().FindExtent().operator*()->oldest, kMidnight);
  EXPECT_TRUE(LoadTarget(*Read().snapshot().txn, environment_->tables(), 1)->spread);
}

TEST_F(BackfillTest, ASeriesByTwoHandlesIsOne) {
  Commit({Loose({{Series(1), 5, kMidnight - kDay}})});
  // As a page hint gives it: by its number.
  const SeriesHandle assumed = writer_->Assume(1, nullptr, 0);
  Add(assumed, {{kMidnight + 1, 1}, {kMidnight + 3, 3}});
  Add(writer_->Intern(Series(1)), {{kMidnight + 2, 2}, {kMidnight + 3, 3}});
  const CommitReport report = Write();
  EXPECT_EQ(report.stored, 3u);
  EXPECT_EQ(report.same, 1u);
  EXPECT_EQ(One(Series(1)).size(), 4u);
}

// Values that nothing makes smaller, so that a few series fill a segment.
TEST_F(BackfillTest, OfManySegmentsOnlyTheLastIsWrittenAgain) {
  std::mt19937_64 random(1);
  const auto add = [&](int first, int last) {
    for (int i = first; i < last; ++i) {
      std::vector<std::pair<Timestamp, double>> samples;
      for (int n = 0; n < 720; ++n)
        samples.emplace_back(kMidnight + n * 5000,
                             std::uniform_real_distribution<double>()(random));
      Add(writer_->Intern(Series(i)), samples);
    }
  };
  add(0, 200);
  Write();
  const PeriodSize before = Size(Level::kHour, kMidnight);
  ASSERT_GT(before.segments, 64u);
  add(200, 210);
  EXPECT_EQ(Write().stored, 7200u);
  EXPECT_GT(Size(Level::kHour, kMidnight).segments, before.segments);
  // Times of their own do not change what the other segments share.
  Add(300, kMidnight + 77, 100, kSecond);
  Write();
  EXPECT_EQ(One(Series(5)).size(), 720u);
  EXPECT_EQ(One(Series(205)).size(), 720u);
  EXPECT_EQ(One(Series(300)).size(), 100u);
  // And again, into the middle: all are written.
  Add(100, kMidnight + 1000, 720, 5 * kSecond - 1);
  Write();
  EXPECT_EQ(One(Series(100)).size(), 1440u);
}

TEST_F(BackfillTest, NewValuesReplaceWhereverTheOldOnesLie) {
  Open(DuplicatePolicy::kReplace);
  Add(1, kMidnight, 3, kMinute);
  Write();  // into a day
  Commit({Loose({{Series(1), 1, kMidnight + 4 * kMinute}})});
  Commit({Scrape(kMidnight + 5 * kMinute, {{Series(1), 1}})});  // of another target
  Add(1, kMidnight, 30, kMinute, 2);
  const CommitReport report = Write();
  EXPECT_EQ(report.replaced, 5u);
  EXPECT_EQ(report.stored, 25u);
  for (const auto& [time, value] : One(Series(1))) EXPECT_EQ(value, 2) << time;
}

}  // namespace
}  // namespace plumb::store
