#include "charts/value_axis.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::charts {
namespace {

using testing::ElementsAre;

ValueExtent Extent(double low, double high, bool integer = false) {
  return {.low = low,
          .high = high,
          .empty = false,
          .integer = integer,
          .least_positive = low > 0    ? low
                            : high > 0 ? high / 1000
                                       : 0};
}

ValueAxisSpec Spec(const char* unit, double length = 260) {
  return {.unit = units::FindUnit(unit), .length = length, .gap = 46};
}

std::vector<std::string> Labels(const ValueAxis& axis) {
  std::vector<std::string> labels;
  for (const ValueTick& tick : axis.ticks) labels.push_back(tick.label);
  return labels;
}

TEST(ValueAxis, SticksToZero) {
  const ValueAxis axis = MakeValueAxis(Extent(1, 9), Spec("short"));
  EXPECT_EQ(axis.scale.low, 0);
  EXPECT_GE(axis.scale.high, 9.5);
  EXPECT_THAT(Labels(axis), ElementsAre("0", "2", "4", "6", "8"));
}

TEST(ValueAxis, PadsDataFarFromZero) {
  const ValueAxis axis = MakeValueAxis(Extent(100, 110), Spec("short"));
  EXPECT_EQ(axis.scale.low, 99);
  EXPECT_EQ(axis.scale.high, 111);
}

TEST(ValueAxis, AFlatLineHasItsZero) {
  EXPECT_EQ(MakeValueAxis(Extent(5, 5), Spec("short")).scale.high, 10);
  EXPECT_EQ(MakeValueAxis(Extent(0, 0), Spec("short")).scale.high, 1);
  EXPECT_EQ(MakeValueAxis(Extent(-5, -5), Spec("short")).scale.low, -10);
}

TEST(ValueAxis, SharesEndAtTheWhole) {
  EXPECT_EQ(MakeValueAxis(Extent(0.1, 0.99), Spec("percentunit")).scale.high, 1);
  EXPECT_GT(MakeValueAxis(Extent(0.1, 1.2), Spec("percentunit")).scale.high, 1.2);
}

TEST(ValueAxis, CountsHaveNoHalves) {
  for (const ValueTick& tick : MakeValueAxis(Extent(0, 2, true), Spec("short")).ticks)
    EXPECT_EQ(tick.value, std::floor(tick.value));
  EXPECT_THAT(Labels(MakeValueAxis(Extent(0, 1, true), Spec("short"))), ElementsAre("0", "1"));
}

TEST(ValueAxis, BytesAndTimesAreRoundInTheirUnits) {
  const double gib = std::exp2(30);
  EXPECT_THAT(Labels(MakeValueAxis(Extent(0, 1.9 * gib), Spec("bytes"))),
              ElementsAre("0 GiB", "0.5 GiB", "1.0 GiB", "1.5 GiB", "2.0 GiB"));
  EXPECT_THAT(Labels(MakeValueAxis(Extent(0, 3300), Spec("s"))),
              ElementsAre("0 min", "15 min", "30 min", "45 min", "60 min"));
}

TEST(ValueAxis, HardEndsAreHard) {
  ValueAxisSpec spec = Spec("short");
  spec.min = 0;
  spec.max = 50;
  const ValueAxis axis = MakeValueAxis(Extent(100, 110), spec);
  EXPECT_EQ(axis.scale.low, 0);
  EXPECT_EQ(axis.scale.high, 50);
  spec.max.reset();
  spec.min = 500;
  EXPECT_LT(MakeValueAxis(Extent(100, 110), spec).scale.low,
            MakeValueAxis(Extent(100, 110), spec).scale.high);
}

TEST(ValueAxis, LogarithmsHaveWholeDecades) {
  ValueAxisSpec spec = Spec("s");
  spec.kind = ValueScale::kLog;
  const ValueAxis axis =
      MakeValueAxis({.low = -1, .high = 3, .empty = false, .least_positive = 0.002}, spec);
  EXPECT_DOUBLE_EQ(axis.scale.low, 0.001);
  EXPECT_DOUBLE_EQ(axis.scale.high, 10);
  EXPECT_THAT(Labels(axis), ElementsAre("1 ms", "10 ms", "100 ms", "1 s", "10 s"));
}

TEST(ValueAxis, TinyRangesAreRelative) {
  const ValueAxis axis = MakeValueAxis(Extent(1795000000, 1795000010), Spec("short"));
  EXPECT_FALSE(axis.base.empty());
}

TEST(ValueAxis, HoldsItsPromisesForRandomRanges) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> exponent(-9, 15);
  std::uniform_real_distribution<double> part(-1, 1);
  std::uniform_real_distribution<double> length(120, 900);
  const std::vector<const char*> ids = {"short",   "bytes", "s",   "ms",  "percentunit",
                                        "percent", "reqps", "Bps", "none"};
  std::vector<units::Unit> found;
  for (const char* id : ids) found.push_back(units::FindUnit(id));
  for (int i = 0; i < 100'000; ++i) {
    const double size = std::pow(10.0, exponent(random));
    const double a = part(random) * size;
    const double b = a + std::abs(part(random)) * size;
    ValueAxisSpec spec;
    spec.unit = found[static_cast<size_t>(i) % found.size()];
    spec.row = i % 2 == 0 ? 16 : 0;
    spec.length = length(random);
    spec.gap = spec.row > 0 ? 32 : 34;
    const ValueAxis axis = MakeValueAxis(Extent(a, b), spec);
    const std::string what = spec.unit.id + " " + std::to_string(a) + " " + std::to_string(b) +
                             " in " + std::to_string(spec.length);
    ASSERT_LE(axis.scale.low, a + std::abs(a) * 1e-9) << what;
    ASSERT_GE(axis.scale.high, b - std::abs(b) * 1e-9) << what;
    ASSERT_GE(axis.ticks.size(), 2u) << what;
    ASSERT_LE(axis.ticks.size(), 13u) << what;
    std::set<std::string> texts;
    for (size_t k = 0; k < axis.ticks.size(); ++k) {
      const ValueTick& tick = axis.ticks[k];
      ASSERT_TRUE(tick.value >= axis.scale.low && tick.value <= axis.scale.high) << what;
      if (k > 0) {
        ASSERT_GT(tick.value, axis.ticks[k - 1].value) << what;
      }
      ASSERT_TRUE(texts.insert(tick.label).second) << what << ": " << tick.label;
      ASSERT_LT(tick.label.size(), 24u) << what << ": " << tick.label;
    }
  }
}

}  // namespace
}  // namespace plumb::charts
