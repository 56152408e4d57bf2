#include "scene/value_ticks.h"

#include <cmath>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::scene {
namespace {

using testing::ElementsAre;

TEST(NiceStep, Decimal) {
  const LadderSpec decimal;
  EXPECT_EQ(NiceStep(decimal, 1), 1);
  EXPECT_EQ(NiceStep(decimal, 1.1), 2);
  EXPECT_EQ(NiceStep(decimal, 3), 5);
  EXPECT_EQ(NiceStep(decimal, 7), 10);
  EXPECT_EQ(NiceStep(decimal, 0.03), 0.05);
  EXPECT_EQ(NiceStep(decimal, 0.1 + 0.2), 0.5);
  EXPECT_EQ(NiceStep(decimal, 0.1 + 0.1), 0.2);
}

TEST(NiceStep, PercentHasQuarters) {
  EXPECT_EQ(NiceStep({Ladder::kPercent, 0.01}, 0.21), 0.25);
  EXPECT_EQ(NiceStep({Ladder::kPercent, 0.01}, 0.2), 0.2);
}

TEST(NiceStep, BinaryHasPowersOfTwo) {
  const double gib = 1024.0 * 1024 * 1024;
  EXPECT_EQ(NiceStep({Ladder::kBinary, 1}, 300), 512);
  EXPECT_EQ(NiceStep({Ladder::kBinary, 1}, 600), 1024);
  EXPECT_EQ(NiceStep({Ladder::kBinary, gib}, 0.3 * gib), 0.5 * gib);
  EXPECT_EQ(NiceStep({Ladder::kBinary, gib}, 3 * gib), 4 * gib);
  EXPECT_EQ(NiceStep({Ladder::kBinary, gib}, 0.04 * gib), 0.05 * gib);
  // No end at 2^53 bytes.
  EXPECT_EQ(NiceStep({Ladder::kBinary, 1}, std::exp2(70) * 0.9), std::exp2(70));
}

TEST(NiceStep, SecondsGoByTheClock) {
  const LadderSpec seconds = {Ladder::kSeconds, 1};
  EXPECT_EQ(NiceStep(seconds, 11), 15);
  EXPECT_EQ(NiceStep(seconds, 40), 60);
  EXPECT_EQ(NiceStep(seconds, 700), 900);
  EXPECT_EQ(NiceStep(seconds, 4000), 7200);
  EXPECT_EQ(NiceStep(seconds, 50000), 86400);
  EXPECT_EQ(NiceStep(seconds, 0.003), 0.005);
  EXPECT_EQ(NiceStep({Ladder::kSeconds, 1000}, 11000), 15000);
}

TEST(NiceStep, IsNeverLessThanAskedAndNotFarMore) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> exponent(-12, 18);
  for (int i = 0; i < 100'000; ++i) {
    const double wanted = std::pow(10.0, exponent(random));
    for (const Ladder ladder :
         {Ladder::kDecimal, Ladder::kPercent, Ladder::kBinary, Ladder::kSeconds}) {
      const double step = NiceStep({ladder, 1}, wanted);
      ASSERT_GE(step, wanted * (1 - 1e-6));
      ASSERT_LE(step, wanted * 7.01);  // from a day to a week, and no wider
    }
  }
}

TEST(TicksAt, HaveNoNoise) {
  EXPECT_THAT(TicksAt(0.1, 0, 0.5), ElementsAre(0, 0.1, 0.2, 0.3, 0.4, 0.5));
  EXPECT_THAT(TicksAt(5, -7, 12), ElementsAre(-5, 0, 5, 10));
}

TEST(TicksAt, AreFiniteInNumber) {
  EXPECT_LE(TicksAt(1e-9, 0, 1e9).size(), size_t{kMaxTicks});
}

TEST(SecondsLogTicks, AreRoundInMinutesHoursAndDays) {
  EXPECT_THAT(SecondsLogTicks(1, 1, 3600, 6), ElementsAre(1, 10, 60, 600, 3600));
  EXPECT_THAT(SecondsLogTicks(1, 0.1, 600, 6), ElementsAre(0.1, 1, 10, 60, 600));
  EXPECT_THAT(SecondsLogTicks(1000, 60'000, 3'600'000, 12),
              ElementsAre(60'000, 120'000, 300'000, 600'000, 1'800'000, 3'600'000));
  EXPECT_EQ(FloorSeconds(1, 100), 60);
  EXPECT_EQ(CeilSeconds(1, 4000), 36000);
  EXPECT_EQ(CeilSeconds(1, 0.02), 0.1);
}

TEST(LogTicks, AreDecades) {
  EXPECT_THAT(LogTicks(1, 1000, 6), ElementsAre(1, 10, 100, 1000));
  EXPECT_THAT(LogTicks(1, 10, 8), ElementsAre(1, 2, 5, 10));
  EXPECT_THAT(LogTicks(1e-6, 1e6, 5), ElementsAre(1e-6, 1e-3, 1, 1e3, 1e6));
}

}  // namespace
}  // namespace plumb::scene
