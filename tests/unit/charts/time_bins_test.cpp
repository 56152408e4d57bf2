// Samples in slots: none lost, the furthest from zero kept.
#include "charts/time_bins.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::charts {
namespace {

using testing::ElementsAre;
using testing::IsNan;

TimeBins Bin(const model::Series& series, DurationMs step, size_t most) {
  return BinByTime({&series}, step, 1000, most);
}

TEST(BinByTime, ASlotASample) {
  const TimeBins bins = Bin({.labels = {}, .times = {0, 10, 30}, .values = {1, 2, 3}}, 10, 100);
  EXPECT_EQ(bins.merged, 1u);
  EXPECT_EQ(bins.first, 0);
  EXPECT_THAT(bins.values[0], ElementsAre(1, 2, IsNan(), 3));
}

TEST(BinByTime, MergesKeepTheFurthestFromZero) {
  const TimeBins bins =
      Bin({.labels = {}, .times = {0, 10, 20, 30, 40}, .values = {1, -9, 3, 4, 5}}, 10, 3);
  EXPECT_EQ(bins.merged, 2u);
  EXPECT_EQ(bins.step, 20);
  EXPECT_EQ(bins.first, 5);
  EXPECT_THAT(bins.values[0], ElementsAre(-9, 4, 5));
}

TEST(BinByTime, SmallJitterStaysInItsSlot) {
  const TimeBins bins =
      Bin({.labels = {}, .times = {0, 1010, 1990, 3004}, .values = {1, 2, 3, 4}}, 0, 100);
  ASSERT_EQ(bins.values[0].size(), 4u);
  EXPECT_THAT(bins.values[0], ElementsAre(1, 2, 3, 4));
}

TEST(BinByTime, ALoneSampleAndTheFarthestTimes) {
  EXPECT_EQ(Bin({.labels = {}, .times = {7}, .values = {1}}, 0, 5).count, 1u);
  const TimeBins far =
      Bin({.labels = {}, .times = {INT64_MIN, INT64_MAX}, .values = {1, 2}}, 1, 10);
  EXPECT_LE(far.count, 10u);
  EXPECT_EQ(far.values[0].front(), 1);
  EXPECT_EQ(far.values[0].back(), 2);
}

}  // namespace
}  // namespace plumb::charts
