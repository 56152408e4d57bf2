#include "text/suggest.h"

#include <gtest/gtest.h>

#include <array>

namespace plumb::text {
namespace {

constexpr std::array<std::string_view, 7> kWords = {"rate",  "irate",    "increase", "sum",
                                                    "count", "quantile", "x"};

TEST(Nearest, FindsMisspellings) {
  EXPECT_EQ(Nearest("quantil", kWords), "quantile");
  EXPECT_EQ(Nearest("rtae", kWords), "rate");  // neighbours swapped: one edit
  EXPECT_EQ(Nearest("ratee", kWords), "rate");
  EXPECT_EQ(Nearest("incraese", kWords), "increase");
  EXPECT_EQ(Nearest("SUM", kWords), "sum");
  EXPECT_EQ(Nearest("um", kWords), "sum");
}

TEST(Nearest, PrefersTheNearerThenTheFirst) {
  EXPECT_EQ(Nearest("irat", kWords), "irate");
  constexpr std::array<std::string_view, 2> kTwo = {"abcx", "abcy"};
  EXPECT_EQ(Nearest("abcz", kTwo), "abcx");
}

TEST(Nearest, OfEquallyNearPrefersWhatGoesOnWithTheWord) {
  constexpr std::array<std::string_view, 4> kFour = {"rad", "rate", "ratf", "mat"};
  EXPECT_EQ(Nearest("rat", kFour), "rate");
  EXPECT_EQ(Nearest("RAT", kFour), "rate");
}

TEST(Nearest, StaysSilentWhereNobodyWouldAgree) {
  EXPECT_EQ(Nearest("histogram", kWords), std::nullopt);
  EXPECT_EQ(Nearest("y", kWords), std::nullopt);  // no letter of it remains
  EXPECT_EQ(Nearest("", kWords), std::nullopt);
  EXPECT_EQ(Nearest("rate", {}), std::nullopt);
  EXPECT_EQ(Nearest("rxxe", kWords), std::nullopt);
}

TEST(DidYouMean, IsTheEndOfAMessage) {
  EXPECT_EQ(DidYouMean("coutn", kWords), ", did you mean 'count'?");
  EXPECT_EQ(DidYouMean("histogram", kWords), "");
}

}  // namespace
}  // namespace plumb::text
