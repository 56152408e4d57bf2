#include "base/duration.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace plumb {
namespace {

constexpr DurationMs kLargest = std::numeric_limits<int64_t>::max() / 1'000'000;

TEST(ParseDuration, ReadsEachUnit) {
  EXPECT_EQ(*ParseDuration("7ms"), 7);
  EXPECT_EQ(*ParseDuration("7s"), 7 * kSecond);
  EXPECT_EQ(*ParseDuration("7m"), 7 * kMinute);
  EXPECT_EQ(*ParseDuration("7h"), 7 * kHour);
  EXPECT_EQ(*ParseDuration("7d"), 7 * kDay);
  EXPECT_EQ(*ParseDuration("7w"), 49 * kDay);
  EXPECT_EQ(*ParseDuration("7y"), 7 * 365 * kDay);
  EXPECT_EQ(*ParseDuration("1y2w3d4h5m6s7ms"),
            365 * kDay + 14 * kDay + 3 * kDay + 4 * kHour + 5 * kMinute + 6 * kSecond + 7);
}

TEST(ParseDuration, RejectsWhatPrometheusRejects) {
  for (const char* text : {"", " ", "1", "-1s", "+1s", "s", "1s1m", "1s1s", "1.5s", "1h ", " 1h",
                           "1H", "1hour", "1µs", "1us", "00", "1h30", "9999999999999999999999s"}) {
    EXPECT_FALSE(ParseDuration(text).ok()) << text;
  }
}

TEST(ParseDuration, KeepsWithinTheNanosecondsOfGo) {
  EXPECT_EQ(*ParseDuration("9223372036854ms"), kLargest);
  EXPECT_FALSE(ParseDuration("9223372036855ms").ok());
  EXPECT_FALSE(ParseDuration("9223372036s855ms").ok());
}

TEST(ParseDuration, SaysWhatIsWrong) {
  EXPECT_EQ(ParseDuration("5x").error().message,
            "invalid duration '5x': unknown unit 'x' (units are ms, s, m, h, d, w, y)");
  EXPECT_EQ(ParseDuration("5").error().message,
            "invalid duration '5': the number has no unit (ms, s, m, h, d, w, y)");
  EXPECT_EQ(ParseDuration("1m1h").error().message,
            "invalid duration '1m1h': units must go from large to small, each once, as in 1d12h");
  EXPECT_EQ(ParseDuration("300y").error().message,
            "invalid duration '300y': longer than 292 years");
  EXPECT_EQ(ParseDuration("5x").error().code, Exit::kUsage);
}

TEST(ParseDurationOption, TakesSecondsAndASign) {
  EXPECT_EQ(*ParseDurationOption("90"), 90 * kSecond);
  EXPECT_EQ(*ParseDurationOption("0.5"), 500);
  EXPECT_EQ(*ParseDurationOption(".5"), 500);
  EXPECT_EQ(*ParseDurationOption("0.0005"), 1);
  EXPECT_EQ(*ParseDurationOption("-90"), -90 * kSecond);
  EXPECT_EQ(*ParseDurationOption("-1h30m"), -90 * kMinute);
  EXPECT_EQ(*ParseDurationOption("0"), 0);
  EXPECT_EQ(*ParseDurationOption("5m"), 5 * kMinute);
}

TEST(ParseDurationOption, RejectsOtherNumbers) {
  for (const char* text : {"", "-", "--5", "-+5", "+5", "1e3", "0x10", "inf", "nan", "1.5m",
                           "1_000", "1,5", ".", "9223372037", "99999999999999999999999999", "5 "}) {
    EXPECT_FALSE(ParseDurationOption(text).ok()) << text;
  }
}

TEST(FormatDuration, WritesYearsAndWeeksOnlyIfNothingRemains) {
  EXPECT_EQ(FormatDuration(7 * kDay), "1w");
  EXPECT_EQ(FormatDuration(8 * kDay), "8d");
  EXPECT_EQ(FormatDuration(365 * kDay), "1y");
  EXPECT_EQ(FormatDuration(366 * kDay), "366d");
  EXPECT_EQ(FormatDuration(90 * kMinute), "1h30m");
  EXPECT_EQ(FormatDuration(0), "0s");
  EXPECT_EQ(FormatDuration(-1), "-1ms");
  EXPECT_EQ(FormatDuration(std::numeric_limits<int64_t>::min()), "-106751991167d7h12m55s808ms");
}

TEST(FormatDuration, IsReadBackAsTheSame) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    // All magnitudes, and round ones, which have few units.
    DurationMs duration =
        static_cast<DurationMs>(random() % static_cast<uint64_t>(kLargest)) >> (random() % 43);
    const DurationMs units[] = {1, kSecond, kMinute, kHour, kDay, 7 * kDay};
    duration -= duration % units[random() % 6];
    if (random() % 2 == 0) duration = -duration;
    const std::string text = FormatDuration(duration);
    ASSERT_TRUE(ParseDurationOption(text).ok()) << text;
    EXPECT_EQ(*ParseDurationOption(text), duration) << text;
  }
}

}  // namespace
}  // namespace plumb
