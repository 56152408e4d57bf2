#include "scrape/schedule.h"

#include <gtest/gtest.h>

#include "base/hash.h"

namespace plumb::scrape {
namespace {

TEST(Schedule, TicksAreMultiplesAndTheOffset) {
  EXPECT_EQ(TickAfter(1000, 15'000, 0), 15'000);
  EXPECT_EQ(TickAfter(15'000, 15'000, 0), 30'000);
  EXPECT_EQ(TickAfter(14'999, 15'000, 7), 15'007);
  EXPECT_EQ(TickAfter(3, 15'000, 7), 7);
  EXPECT_EQ(TickAfter(7, 15'000, 7), 15'007);
  EXPECT_EQ(TickAfter(-1, 10, 3), 3);
}

TEST(Schedule, OffsetsSpreadOverTheInterval) {
  int early = 0;
  for (int i = 0; i < 1000; ++i) {
    const DurationMs offset = OffsetOf(Hash64(std::to_string(i)), 5000);
    ASSERT_GE(offset, 0);
    ASSERT_LT(offset, 5000);
    if (offset < 1000) ++early;
  }
  EXPECT_NEAR(early, 200, 50);
}

TEST(Schedule, StampIsTheTickWhereItIsAsGoodAsThen) {
  EXPECT_EQ(StampOf(15'000, 15'000, 15'000), 15'000);
  EXPECT_EQ(StampOf(15'000, 15'002, 15'000), 15'000);
  EXPECT_EQ(StampOf(15'000, 15'003, 15'000), 15'003);
  EXPECT_EQ(StampOf(1000, 1001, 100), 1000);
  EXPECT_EQ(StampOf(1000, 1002, 100), 1002);
}

TEST(Schedule, GivesWhatIsDueInOrder) {
  Schedule schedule;
  schedule.Add({0, 30});
  schedule.Add({1, 10});
  schedule.Add({2, 20});
  EXPECT_EQ(schedule.next(), 10);
  EXPECT_FALSE(schedule.Take(9).has_value());
  EXPECT_EQ(schedule.Take(25)->target, 1u);
  EXPECT_EQ(schedule.Take(25)->target, 2u);
  EXPECT_FALSE(schedule.Take(25).has_value());
  EXPECT_EQ(schedule.next(), 30);
}

}  // namespace
}  // namespace plumb::scrape
