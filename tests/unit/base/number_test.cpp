#include "base/number.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace plumb {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

std::string With(void (*append)(std::string&, double), double v) {
  std::string out;
  append(out, v);
  return out;
}

// What Go prints for 'g',-1 and 'f',-1 (strconv's own test table, and the API's rule on top of it).
TEST(Number, FormsOfGo) {
  struct Case {
    double v;
    const char* general;
    const char* fixed;
    const char* json;
  };
  const Case cases[] = {
      {0, "0", "0", "0"},
      {-0.0, "-0", "-0", "-0"},
      {1, "1", "1", "1"},
      {0.1, "0.1", "0.1", "0.1"},
      {100000, "100000", "100000", "100000"},
      {1000000, "1e+06", "1000000", "1000000"},
      {123456789, "1.23456789e+08", "123456789", "123456789"},
      {0.0001, "0.0001", "0.0001", "0.0001"},
      {0.00001, "1e-05", "0.00001", "0.00001"},
      {1e-7, "1e-07", "0.0000001", "1e-07"},
      {1e21, "1e+21", "1000000000000000000000", "1e+21"},
      {1e20, "1e+20", "100000000000000000000", "100000000000000000000"},
      {5e-324, "5e-324", nullptr, "5e-324"},
      {kInf, "+Inf", "+Inf", "+Inf"},
      {-kInf, "-Inf", "-Inf", "-Inf"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(With(AppendGeneral, c.v), c.general);
    if (c.fixed != nullptr) {
      EXPECT_EQ(With(AppendFixed, c.v), c.fixed);
    }
    EXPECT_EQ(With(AppendJson, c.v), c.json);
  }
  EXPECT_EQ(FormatGeneral(std::nan("")), "NaN");
}

TEST(Number, OpenMetricsFormHasAPoint) {
  EXPECT_EQ(With(AppendOpenMetrics, 1), "1.0");
  EXPECT_EQ(With(AppendOpenMetrics, 0.5), "0.5");
  EXPECT_EQ(With(AppendOpenMetrics, 1000), "1000.0");
  EXPECT_EQ(With(AppendOpenMetrics, 1e6), "1e+06");
  EXPECT_EQ(With(AppendOpenMetrics, kInf), "+Inf");
}

TEST(Number, EveryFormReadsBackBitForBit) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const auto v = std::bit_cast<double>(random());
    if (std::isnan(v)) continue;
    for (auto* append : {AppendGeneral, AppendFixed, AppendJson, AppendOpenMetrics}) {
      const auto back = ParseFloat(With(append, v));
      ASSERT_TRUE(back);
      ASSERT_EQ(std::bit_cast<uint64_t>(*back), std::bit_cast<uint64_t>(v));
    }
  }
}

// Short decimals are written without a search for the shortest digits.
TEST(Number, ShortDecimalsHaveTheirOwnDigits) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 100'000; ++i) {
    const double scale = std::pow(10, static_cast<double>(random() % 6));
    const double size = std::pow(10, static_cast<double>(random() % 17));
    const double v = std::floor(size * (static_cast<double>(random() % 2001) / 1000 - 1)) / scale;
    if (v != 0 && std::fabs(v) < 1e-6) continue;
    ASSERT_EQ(With(AppendJson, v), With(AppendFixed, v));
  }
  EXPECT_EQ(With(AppendJson, -0.0), "-0");
  EXPECT_EQ(With(AppendJson, -0.001), "-0.001");
  EXPECT_EQ(With(AppendJson, 20.03), "20.03");
}

TEST(Number, ParsesWhatGoParses) {
  EXPECT_EQ(ParseFloat("1e3"), 1000);
  EXPECT_EQ(ParseFloat("+1.5"), 1.5);
  EXPECT_EQ(ParseFloat("-.5"), -0.5);
  EXPECT_EQ(ParseFloat("5."), 5);
  EXPECT_EQ(ParseFloat("+Inf"), kInf);
  EXPECT_EQ(ParseFloat("-infinity"), -kInf);
  EXPECT_EQ(ParseFloat("1e400"), kInf);
  EXPECT_EQ(ParseFloat("-1e400"), -kInf);
  EXPECT_EQ(ParseFloat("1e-400"), 0);
  EXPECT_EQ(ParseFloat("0.0000001e-400"), 0);
  EXPECT_EQ(ParseFloat("123456789e99999999999999999999"), kInf);
  EXPECT_EQ(ParseFloat("1e-99999999999999999999"), 0);
  EXPECT_TRUE(std::isnan(*ParseFloat("nAn")));
}

TEST(Number, RefusesTheRest) {
  for (const char* text : {"", "+", "-", "--1", "+-1", "1x", " 1", "1 ", "0x10", "1_000", "e5", ".",
                           "in", "nano", "1e"})
    EXPECT_FALSE(ParseFloat(text)) << text;
  for (const char* text : {"", "1.0", "x", "9223372036854775808", "+1"})
    EXPECT_FALSE(ParseInt(text)) << text;
  EXPECT_EQ(ParseInt("-9223372036854775808"), INT64_MIN);
}

}  // namespace
}  // namespace plumb
