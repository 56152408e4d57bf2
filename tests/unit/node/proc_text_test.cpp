#include "node/proc_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plumb::node {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ProcText, LinesHaveNoEmptyLast) {
  EXPECT_THAT(Lines(""), IsEmpty());
  EXPECT_THAT(Lines("a\n\nb"), ElementsAre("a", "", "b"));
  EXPECT_THAT(Lines("a\nb\n"), ElementsAre("a", "b"));
  EXPECT_THAT(Lines("\n"), ElementsAre(""));
}

TEST(ProcText, FieldsAreBetweenBlanks) {
  EXPECT_THAT(Fields("  a\t b  \r\n"), ElementsAre("a", "b"));
  EXPECT_THAT(Fields(" \t "), IsEmpty());
  EXPECT_THAT(Fields(""), IsEmpty());
}

TEST(ProcText, CutsAtTheFirst) {
  EXPECT_EQ(Cut("a=b=c", '=')->after, "b=c");
  EXPECT_EQ(Cut("=", '=')->before, "");
  EXPECT_FALSE(Cut("abc", '='));
}

TEST(ProcText, NumbersFillTheText) {
  EXPECT_EQ(*ParseNumber("12", "x"), 12);
  EXPECT_EQ(*ParseNumber("18446744073709551615", "x"), 18446744073709551615.0);
  EXPECT_EQ(ParseNumber("12x", "stat").error().message, "'12x' in stat is not a number");
  EXPECT_FALSE(ParseNumber("", "x").ok());
  EXPECT_EQ(ParseSysNumber("0x1003\n"), 4099);
  EXPECT_EQ(ParseSysNumber(" -1\n"), -1);
  EXPECT_EQ(ParseSysNumber("0x"), std::nullopt);
  EXPECT_EQ(ParseHex("ff"), 255);
  EXPECT_EQ(ParseHex("ffffffffffffffff"), 18446744073709551615.0);
  EXPECT_EQ(ParseHex("10000000000000000"), std::nullopt);
  EXPECT_EQ(ParseHex("-1"), std::nullopt);
  EXPECT_EQ(ParseHex("fg"), std::nullopt);
}

TEST(ProcText, Digits) {
  EXPECT_TRUE(IsDigits("010"));
  EXPECT_FALSE(IsDigits(""));
  EXPECT_FALSE(IsDigits("1a"));
}

}  // namespace
}  // namespace plumb::node
