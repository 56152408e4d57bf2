#include "promql/literal.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace plumb::promql {
namespace {

double Number(std::string_view text) {
  const Result<double> value = ParseNumberLiteral(text);
  EXPECT_TRUE(value.ok()) << text;
  return value.ok() ? *value : -1;
}

TEST(ParseNumberLiteral, ReadsAsGoDoes) {
  EXPECT_EQ(Number("0"), 0);
  EXPECT_EQ(Number("42"), 42);
  EXPECT_EQ(Number("0x1F"), 31);
  EXPECT_EQ(Number("0X_1f"), 31);
  EXPECT_EQ(Number("0755"), 493);
  EXPECT_EQ(Number("089"), 89);
  EXPECT_EQ(Number("1_000_000"), 1e6);
  EXPECT_EQ(Number("1_0.5"), 10.5);
  EXPECT_EQ(Number(".5e-3"), 0.0005);
  EXPECT_EQ(Number("5."), 5);
  EXPECT_EQ(Number("9223372036854775808"), 9223372036854775808.0);
  EXPECT_EQ(Number("iNf"), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(Number("NaN")));
}

TEST(ParseNumberLiteral, RefusesTheRest) {
  for (const std::string_view text :
       {"1__0", "1_", "0x", "0x1_", "1_.5", "1e999", "1.5.2", "0xfffffffffffffffff"}) {
    EXPECT_FALSE(ParseNumberLiteral(text).ok()) << text;
  }
  EXPECT_NE(ParseNumberLiteral("1e999").error().message.find("value out of range"),
            std::string::npos);
}

TEST(ParseDurationLiteral, GivesSeconds) {
  EXPECT_EQ(*ParseDurationLiteral("1h30m"), 5400);
  EXPECT_EQ(*ParseDurationLiteral("1500ms"), 1.5);
  EXPECT_FALSE(ParseDurationLiteral("5m1h").ok());
}

}  // namespace
}  // namespace plumb::promql
