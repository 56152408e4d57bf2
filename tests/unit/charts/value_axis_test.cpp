#include "charts/value_axis.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
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

TEST(ValueAxis, SoftEndsGiveWay) {
  ValueAxisSpec spec = Spec("short");
  spec.soft_min = 0;
  spec.soft_max = 200;
  const ValueAxis inside = MakeValueAxis(Extent(100, 110), spec);
  EXPECT_EQ(inside.scale.low, 0);
  EXPECT_EQ(inside.scale.high, 200);
  const ValueAxis beyond = MakeValueAxis(Extent(-50, 300), spec);
  EXPECT_LT(beyond.scale.low, -50);
  EXPECT_GT(beyond.scale.high, 300);
  spec.soft_max = 105;
  EXPECT_GT(MakeValueAxis(Extent(100, 110), spec).scale.high, 110);
}

TEST(ValueAxis, PowersOfTwo) {
  ValueAxisSpec spec = Spec("bytes");
  spec.kind = ValueScale::kLog2;
  const ValueAxis few = MakeValueAxis(Extent(3000, 60000), spec);
  EXPECT_THAT(Labels(few), ElementsAre("2 KiB", "4 KiB", "8 KiB", "16 KiB", "32 KiB", "64 KiB"));
  EXPECT_EQ(few.scale.low, 2048);
  EXPECT_THAT(Labels(MakeValueAxis(Extent(1, std::exp2(40)), spec)),
              ElementsAre("1 B", "1 KiB", "1 MiB", "1 GiB", "1 TiB"));
}

TEST(ValueAxis, SymmetricLogarithms) {
  ValueAxisSpec spec = Spec("short", 400);
  spec.kind = ValueScale::kSymlog;
  ValueExtent extent = Extent(-500, 5000);
  extent.least_positive = 10;
  const ValueAxis axis = MakeValueAxis(extent, spec);
  EXPECT_EQ(axis.scale.linear, 10);
  EXPECT_THAT(Labels(axis), ElementsAre("-1 K", "-100", "0", "100", "1 K", "10 K"));
  EXPECT_NEAR(axis.scale.Map(0), 1 - axis.scale.Map(0) * std::asinh(1000) / std::asinh(100), 1e-9);
}

TEST(ValueAxis, SymmetricLogarithmsOfSecondsAreRound) {
  ValueAxisSpec spec = Spec("s", 400);
  spec.kind = ValueScale::kSymlog;
  ValueExtent extent = Extent(-1000, 10000);
  extent.least_positive = 1;
  EXPECT_THAT(
      Labels(MakeValueAxis(extent, spec)),
      ElementsAre("-1 hour", "-5 min", "-10 s", "0 s", "10 s", "2 min", "30 min", "6 hour"));
}

TEST(ValueAxis, RowsAreDividedEvenly) {
  const auto axis = [](std::vector<double> ticks, double high) {
    ValueAxis made;
    made.scale.low = ticks.front();
    made.scale.high = high;
    for (const double tick : ticks) made.ticks.push_back({tick, ""});
    return made;
  };
  constexpr double kRow = 16;
  // Five intervals of two rows, and the row of the last tick.
  EXPECT_EQ(EvenLength(axis({0, 20, 40, 60, 80, 100}, 100), 13 * kRow, kRow), 11 * kRow);
  EXPECT_EQ(EvenLength(axis({0, 50, 100, 150, 200}, 200), 13 * kRow, kRow), 13 * kRow);
  // Half of the rows is too much to give, and an end that is no tick has no place of its own.
  EXPECT_EQ(EvenLength(axis({0, 1, 2, 3, 4, 5, 6, 7}, 7), 13 * kRow, kRow), 13 * kRow);
  EXPECT_EQ(EvenLength(axis({0, 20, 40, 60, 80}, 95), 12 * kRow, kRow), 12 * kRow);
}

TEST(ValueAxis, TheLeastNumberHasALogarithm) {
  ValueAxisSpec spec = Spec("short");
  spec.kind = ValueScale::kLog;
  const ValueAxis axis = MakeValueAxis(Extent(5e-324, 1e7), spec);
  EXPECT_GT(axis.scale.low, 0);
  EXPECT_GE(axis.ticks.size(), 2u);
}

TEST(ValueAxis, SaysHowManyValuesHaveNoLogarithm) {
  EXPECT_EQ(SayNotShown(0), "");
  EXPECT_EQ(SayNotShown(1), "1 value of 0 or less is not shown");
  EXPECT_EQ(SayNotShown(7), "7 values of 0 and less are not shown");
}

// What every axis holds: ticks strictly ascend, lie inside, have texts that differ, and room.
void ExpectGoodTicks(const ValueAxis& axis, const ValueAxisSpec& spec, const std::string& what) {
  ASSERT_GE(axis.ticks.size(), 2u) << what;
  ASSERT_LE(axis.ticks.size(), 12u) << what;
  scene::Scale scale = axis.scale;
  scale.at_low = 0;
  scale.at_high = spec.length;
  std::set<std::string> texts;
  for (size_t k = 0; k < axis.ticks.size(); ++k) {
    const ValueTick& tick = axis.ticks[k];
    ASSERT_TRUE(tick.value >= axis.scale.low && tick.value <= axis.scale.high) << what;
    ASSERT_TRUE(texts.insert(tick.label).second) << what << ": " << tick.label;
    ASSERT_LT(tick.label.size(), 24u) << what << ": " << tick.label;
    if (k == 0) continue;
    ASSERT_GT(tick.value, axis.ticks[k - 1].value) << what;
    constexpr double kLeastPixels = 30;
    if (axis.scale.kind == scene::ScaleKind::kLinear || axis.ticks.size() <= 3) continue;
    ASSERT_GE(scale.Map(tick.value) - scale.Map(axis.ticks[k - 1].value), kLeastPixels) << what;
  }
}

// The text behind the number.
std::string SuffixOf(const std::string& label) {
  return label.substr(label.find_last_of("0123456789") + 1);
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
  size_t axes = 0;
  size_t in_rows = 0;
  size_t relative = 0;
  size_t close = 0;
  for (int i = 0; i < 120'000; ++i) {
    const double size = std::pow(10.0, exponent(random));
    const double a = part(random) * size;
    // Some ranges are tiny beside their values.
    const double width = i % 16 == 0 ? 1e-6 : 1;
    const double b = a + std::abs(part(random)) * size * width;
    ValueAxisSpec spec;
    spec.unit = found[static_cast<size_t>(i) % found.size()];
    spec.row = i % 2 == 0 ? 16 : 0;
    spec.length = length(random);
    spec.gap = spec.row > 0 ? 32 : 34;
    if (spec.row > 0) spec.length = std::floor(spec.length / spec.row) * spec.row;
    const bool integer = i % 5 == 0 && size > 100;
    const ValueAxis axis =
        MakeValueAxis(integer ? Extent(std::round(a), std::round(b), true) : Extent(a, b), spec);
    const std::string what = spec.unit.id + " " + std::to_string(a) + " " + std::to_string(b) +
                             " in " + std::to_string(spec.length);
    ASSERT_LE(axis.scale.low, a + std::abs(a) * 1e-9 + (integer ? 1 : 0)) << what;
    ASSERT_GE(axis.scale.high, b - std::abs(b) * 1e-9 - (integer ? 1 : 0)) << what;
    ASSERT_NO_FATAL_FAILURE(ExpectGoodTicks(axis, spec, what));
    for (size_t k = 1; k < axis.ticks.size(); ++k) {
      // Zero has the suffix, too.
      ASSERT_EQ(SuffixOf(axis.ticks[k].label), SuffixOf(axis.ticks[0].label)) << what;
      const double distance = (axis.ticks[k].value - axis.ticks[k - 1].value) /
                              (axis.scale.high - axis.scale.low) * spec.length;
      // Closer only where the next round step leaves one tick.
      constexpr double kLeastPixels = 30;
      constexpr double kTextAndRoom = 17;
      ASSERT_GE(distance, kTextAndRoom) << what;
      close += k == 1 && distance < kLeastPixels ? 1 : 0;
    }
    if (integer && spec.unit.id == "short") {
      for (const ValueTick& tick : axis.ticks)
        ASSERT_EQ(tick.value, std::floor(tick.value)) << what;
    }
    ++axes;
    in_rows += spec.row > 0 ? 1 : 0;
    relative += axis.base.empty() ? 0 : 1;
    if (spec.row == 0 || axis.ticks.size() < 2) continue;
    // The ends have labels.
    ASSERT_NEAR(axis.ticks.front().value, axis.scale.low, size * 1e-9) << what;
    ASSERT_NEAR(axis.ticks.back().value, axis.scale.high, size * 1e-9) << what;
  }
  EXPECT_LT(close, axes / 50);
  std::printf("%zu axes, %zu of them in rows, %zu relative to a base, %zu closer than 30 pixels\n",
              axes, in_rows, relative, close);
}

TEST(ValueAxis, LogarithmsHoldTheirPromisesForRandomRanges) {
  std::mt19937_64 random(6);
  std::uniform_real_distribution<double> exponent(-9, 15);
  std::uniform_real_distribution<double> decades(0, 12);
  std::uniform_real_distribution<double> length(120, 900);
  const std::vector<units::Unit> found = {units::FindUnit("short"), units::FindUnit("bytes"),
                                          units::FindUnit("s")};
  size_t axes = 0;
  for (int i = 0; i < 120'000; ++i) {
    const double a = std::pow(10.0, exponent(random));
    const double b = std::min(a * std::pow(10.0, decades(random)), 1e18);
    ValueAxisSpec spec;
    spec.unit = found[static_cast<size_t>(i) % found.size()];
    spec.kind = i % 4 == 0   ? ValueScale::kLog
                : i % 4 == 1 ? ValueScale::kLog2
                             : ValueScale::kSymlog;
    spec.length = length(random);
    spec.gap = 34;
    ValueExtent extent = Extent(i % 4 == 3 ? -b : a, b);
    extent.least_positive = a;
    const ValueAxis axis = MakeValueAxis(extent, spec);
    const std::string what = spec.unit.id + " " + std::to_string(a) + " " + std::to_string(b) +
                             " kind " + std::to_string(i % 4) + " in " +
                             std::to_string(spec.length);
    ASSERT_LE(axis.scale.low, extent.low * (extent.low < 0 ? 1 - 1e-9 : 1 + 1e-9)) << what;
    ASSERT_GE(axis.scale.high, b * (1 - 1e-9)) << what;
    ASSERT_NO_FATAL_FAILURE(ExpectGoodTicks(axis, spec, what));
    ++axes;
  }
  std::printf("%zu logarithmic axes\n", axes);
}

}  // namespace
}  // namespace plumb::charts
