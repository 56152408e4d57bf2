#include "units/unit.h"

#include <cmath>
#include <limits>
#include <set>

#include "gtest/gtest.h"
#include "text/utf8.h"

namespace plumb::units {
namespace {

struct Golden {
  const char* id;
  double value;
  std::optional<int> decimals;
  const char* text;
};

void PrintTo(const Golden& golden, std::ostream* out) {
  *out << golden.id << ' ' << golden.value;
}

class UnitGolden : public testing::TestWithParam<Golden> {};

TEST_P(UnitGolden, Text) {
  const Golden& golden = GetParam();
  EXPECT_EQ(Text(FindUnit(golden.id), golden.value, {.decimals = golden.decimals}), golden.text);
}

constexpr std::nullopt_t kAuto = std::nullopt;

// What Grafana prints.
INSTANTIATE_TEST_SUITE_P(
    Grafana, UnitGolden,
    testing::Values(
        Golden{"ms", 1250, 2, "1.25 s"}, Golden{"ms", 10000086.123, 1, "2.8 hour"},
        Golden{"kbytes", 1e7, 3, "9.537 GiB"}, Golden{"deckbytes", 1e7, 3, "10.000 GB"},
        Golden{"Mohm", 1000, 3, "1.000 GΩ"}, Golden{"µfarad", 1000, 3, "1.000 mF"},
        Golden{"si:µF", 1234, 2, "1.23 mF"}, Golden{"count:xpm", 1234567, 2, "1.23M xpm"},
        Golden{"currencyUSD", 1532.82, 2, "$1.53K"}, Golden{"short", 9876543, 2, "9.88 Mil"},
        Golden{"prefix:b", 1532.82, kAuto, "b1533"}, Golden{"bps", 1e6, kAuto, "1 Mb/s"},
        Golden{"V", -1e3, kAuto, "-1000 V"}, Golden{"volt", -1e3, kAuto, "-1 kV"}));

INSTANTIATE_TEST_SUITE_P(
    Families, UnitGolden,
    testing::Values(
        Golden{"", 1234.5, kAuto, "1235"}, Golden{"none", 0.25, kAuto, "0.25"},
        Golden{"short", 0.001, kAuto, "0.001"}, Golden{"short", 1500, kAuto, "1.5 K"},
        Golden{"percent", 12.345, kAuto, "12.3%"}, Golden{"percentunit", 0.5, kAuto, "50%"},
        Golden{"percentunit", 1, 1, "100.0%"}, Golden{"humidity", 40, kAuto, "40 %H"},
        Golden{"bytes", 0, kAuto, "0 B"}, Golden{"bytes", 1023, kAuto, "1023 B"},
        Golden{"bytes", 1024, kAuto, "1 KiB"}, Golden{"bytes", -1536, kAuto, "-1.5 KiB"},
        Golden{"bytes", 0.5, kAuto, "0.5 B"}, Golden{"Bps", 0.05, kAuto, "0.05 B/s"},
        Golden{"decbytes", 1e25, kAuto, "10 YB"}, Golden{"bits", 2048, kAuto, "2 Kib"},
        Golden{"pps", 1500, kAuto, "1.5 kp/s"}, Golden{"reqps", 1234, 2, "1.23K req/s"},
        Golden{"ops", 3, kAuto, "3 ops/s"}, Golden{"s", 0, kAuto, "0 s"},
        Golden{"s", 5e-7, kAuto, "500 ns"}, Golden{"s", 5e-4, kAuto, "500 µs"},
        Golden{"s", 0.25, kAuto, "250 ms"}, Golden{"s", 90, kAuto, "1.5 min"},
        Golden{"s", 7200, kAuto, "2 hour"}, Golden{"s", 86400, kAuto, "1 day"},
        Golden{"s", 604800, kAuto, "1 week"}, Golden{"s", 63113800, kAuto, "2 year"},
        Golden{"ms", 0.5, kAuto, "0.5 ms"}, Golden{"ms", 8640000000, kAuto, "100 day"},
        Golden{"µs", 1500, kAuto, "1.5 ms"}, Golden{"ns", 6e10, kAuto, "1 min"},
        Golden{"m", 90, kAuto, "1.5 hour"}, Golden{"h", 36, kAuto, "1.5 day"},
        Golden{"d", 14, kAuto, "2 week"}, Golden{"dtdurations", 0, kAuto, "0 seconds"},
        Golden{"dtdurations", 93784, kAuto, "1 day"},
        Golden{"dtdurations", 93784, 2, "1 day, 2 hours, 3 minutes"},
        Golden{"dtdurations", -7200, kAuto, "2 hours ago"},
        Golden{"dtdurationms", 1500, 1, "1 second, 500 milliseconds"},
        Golden{"dthms", 45296, kAuto, "12:34:56"}, Golden{"dtdhms", 273906, kAuto, "3 d 04:05:06"},
        Golden{"clocks", 3723.004, kAuto, "01h:02m:03s:004ms"},
        Golden{"clockms", 3723004, 0, "01h"}, Golden{"clockms", 3723004, 1, "01h:02m"},
        Golden{"clockms", 250, kAuto, "250ms"}, Golden{"timeticks", 6000, kAuto, "1 min"},
        Golden{"hex", 255, kAuto, "FF"}, Golden{"hex0x", -255, kAuto, "-0xFF"},
        Golden{"sci", 1500, kAuto, "1.5e+3"}, Golden{"sci", 1234, 1, "1.2e+3"},
        Golden{"locale", 1234567.891, kAuto, "1,234,567.891"},
        Golden{"locale", -1234, kAuto, "-1,234"}, Golden{"locale", -123, kAuto, "-123"},
        Golden{"bool", 1, kAuto, "True"}, Golden{"bool_on_off", 0, kAuto, "Off"},
        Golden{"bool:Up/Down", 0, kAuto, "Down"}, Golden{"currencyUSD", -5, kAuto, "-$5"},
        Golden{"currencySEK", 1500, kAuto, "1.5Kkr"}, Golden{"currency:@", 1234567, 2, "@1.23M"},
        Golden{"pressurepsi", 1500, kAuto, "1.5ksi"}, Golden{"celsius", 21.5, kAuto, "21.5 °C"},
        Golden{"suffix: req", 3, kAuto, "3  req"},
        Golden{"connections", 12, kAuto, "12 connections"}, Golden{"si:m", 1500, kAuto, "1.5 km"},
        Golden{"dateTimeAsIso", 1278028800000, 0, "2010-07-02 00:00:00"},
        Golden{"dateTimeAsUS", 1278028800000, 0, "07/02/2010 12:00:00 am"},
        Golden{"time:YYYY.MM", 1278028800000, 0, "2010.07"},
        Golden{"time:YYYY", 930873600000, 0, "1999"},
        Golden{"time:[day] D MMM, dddd Do", 1278028800000, 0, "day 2 Jul, Friday 2nd"},
        Golden{"string", 0.1, kAuto, "0.1"}));

TEST(Unit, HasAllIdsOfGrafanaOnce) {
  const auto ids = UnitIds();
  EXPECT_EQ(ids.size(), 273u);  // 272, and the old spelling "farenheit"
  EXPECT_EQ(std::set<std::string_view>(ids.begin(), ids.end()).size(), ids.size());
}

TEST(Unit, IdsAreCaseSensitive) {
  EXPECT_EQ(Text(FindUnit("bps"), 1000), "1 kb/s");
  EXPECT_EQ(Text(FindUnit("Bps"), 1000), "1 kB/s");
}

TEST(Unit, DatesUseTheZoneAndNow) {
  const auto berlin = TimeZone::Load("Europe/Berlin");
  ASSERT_TRUE(berlin.ok());
  const TextOptions options = {.zone = *berlin, .now = 1278028800000};
  EXPECT_EQ(Text(FindUnit("dateTimeAsIso"), 1278028800000, options), "2010-07-02 02:00:00");
  EXPECT_EQ(Text(FindUnit("dateTimeAsIsoNoDateIfToday"), 1278028800000, options), "02:00:00");
  EXPECT_EQ(Text(FindUnit("dateTimeAsIsoNoDateIfToday"), 1277028800000, options),
            "2010-06-20 12:13:20");
  EXPECT_EQ(Text(FindUnit("dateTimeFromNow"), 1278028800000 - 7200e3, options), "2 hours ago");
  EXPECT_EQ(Text(FindUnit("dateTimeFromNow"), 1278028800000 + 3e3, options), "in a few seconds");
}

// Every unit over every magnitude: a text that is valid, of one line, and not absurdly long.
TEST(Unit, TextsAreSoundForAllValues) {
  std::vector<double> values = {0,
                                -0.0,
                                1,
                                -1,
                                0.1,
                                2.5,
                                999.9999,
                                1e300,
                                -1e300,
                                std::numeric_limits<double>::quiet_NaN(),
                                std::numeric_limits<double>::infinity(),
                                -std::numeric_limits<double>::infinity(),
                                std::numeric_limits<double>::denorm_min()};
  for (int exponent = -12; exponent <= 18; ++exponent)
    for (const double sign : {-1.0, 1.0})
      values.push_back(sign * 1.2345 * std::pow(10.0, exponent));
  for (const std::string_view id : UnitIds()) {
    const Unit unit = FindUnit(id);
    for (const double value : values) {
      for (const std::optional<int> decimals :
           {std::optional<int>(), std::optional<int>(0), std::optional<int>(2)}) {
        const std::string text = Text(unit, value, {.decimals = decimals});
        ASSERT_FALSE(text.empty()) << id << ' ' << value;
        ASSERT_TRUE(text::IsValidUtf8(text)) << id << ' ' << value;
        ASSERT_LT(text.size(), 400u) << id << ' ' << value;
        ASSERT_EQ(text.find('\n'), std::string::npos);
        if (std::isnan(value)) {
          ASSERT_EQ(text, "NaN");
        }
      }
    }
  }
}

}  // namespace
}  // namespace plumb::units
