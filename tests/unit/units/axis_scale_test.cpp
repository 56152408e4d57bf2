#include "units/axis_scale.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::units {
namespace {

using testing::ElementsAre;

TEST(LabelTicks, ShareOneSuffix) {
  const double mib = 1024.0 * 1024;
  EXPECT_THAT(LabelTicks(FindUnit("bytes"), {0, 512 * mib, 1024 * mib}, 512 * mib).texts,
              ElementsAre("0 GiB", "0.5 GiB", "1.0 GiB"));
  EXPECT_THAT(LabelTicks(FindUnit("percentunit"), {0, 0.25, 0.5}, 0.25).texts,
              ElementsAre("0%", "25%", "50%"));
  EXPECT_THAT(LabelTicks(FindUnit("reqps"), {0, 500, 1000}, 500).texts,
              ElementsAre("0K req/s", "0.5K req/s", "1.0K req/s"));
  EXPECT_THAT(LabelTicks(FindUnit("currencyUSD"), {-5, 0, 5}, 5).texts,
              ElementsAre("-$5", "$0", "$5"));
}

TEST(LabelTicks, TakeTheUnitInWhichTimesAreRound) {
  EXPECT_THAT(LabelTicks(FindUnit("s"), {0, 600, 1200, 1800, 2400, 3000, 3600}, 600).texts,
              ElementsAre("0 min", "10 min", "20 min", "30 min", "40 min", "50 min", "60 min"));
  EXPECT_THAT(LabelTicks(FindUnit("s"), {0, 1800, 3600}, 1800).texts,
              ElementsAre("0 hour", "0.5 hour", "1.0 hour"));
  EXPECT_THAT(LabelTicks(FindUnit("ms"), {0, 500, 1000}, 500).texts,
              ElementsAre("0 s", "0.5 s", "1.0 s"));
}

TEST(LabelTicks, AreRelativeWhereTheRangeIsTiny) {
  const AxisLabels labels = LabelTicks(FindUnit("short"), {1795000000, 1795000005, 1795000010}, 5);
  EXPECT_THAT(labels.texts, ElementsAre("+0", "+5", "+10"));
  EXPECT_EQ(labels.base, "1.795 Bil");
}

TEST(LabelTicks, HugeNumbersAreShort) {
  EXPECT_THAT(LabelTicks(FindUnit("none"), {0, 4e299, 8e299, 12e299}, 4e299).texts,
              ElementsAre("0", "4e+299", "8e+299", "1.2e+300"));
  // 4e299 / 1e24 is 4.0000000000000005e275.
  EXPECT_THAT(LabelTicks(FindUnit("short"), {0, 4e299, 8e299}, 4e299).texts,
              ElementsAre("0 Sept", "4e+275 Sept", "8e+275 Sept"));
}

TEST(LabelTicks, DatesAreWrittenInFull) {
  EXPECT_THAT(LabelTicks(FindUnit("dateTimeAsIso"), {0, 3600e3}, 3600e3).texts,
              ElementsAre("1970-01-01 00:00:00", "1970-01-01 01:00:00"));
}

}  // namespace
}  // namespace plumb::units
