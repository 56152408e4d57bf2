#include "check/breach.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace plumb::check {
namespace {

using promql::BinaryOp;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

std::string Say(BinaryOp op, double value, std::optional<double> threshold,
                NumberStyle style = NumberStyle::kPlain) {
  return Words({.op = op, .value = value, .threshold = threshold}, style, "is");
}

TEST(Breach, SaysByHowMuch) {
  EXPECT_EQ(Say(BinaryOp::kLess, 0.31, 0.3), "is 0.31, expected < 0.3: over by 0.01 (3.33 %)");
  EXPECT_EQ(Say(BinaryOp::kGreaterEqual, 2, 3), "is 2, expected >= 3: under by 1 (33.3 %)");
  EXPECT_EQ(Say(BinaryOp::kEqual, 0, 1), "is 0, expected == 1: off by 1 (100 %)");
  EXPECT_EQ(Say(BinaryOp::kNotEqual, 0, 0), "is 0, expected != 0");
  EXPECT_EQ(Say(BinaryOp::kLess, 3, 3), "is 3, expected < 3: just at the limit");
  EXPECT_EQ(Say(BinaryOp::kLess, 3, 0), "is 3, expected < 0: over by 3");
  EXPECT_EQ(Say(BinaryOp::kLess, -1, -2), "is -1, expected < -2: over by 1 (50 %)");
}

TEST(Breach, NamesWhatIsNoNumber) {
  EXPECT_EQ(Say(BinaryOp::kLess, kNan, 3), "is NaN, expected < 3");
  EXPECT_EQ(Say(BinaryOp::kLess, kInf, 3), "is +Inf, expected < 3");
  EXPECT_EQ(Say(BinaryOp::kLess, 3, kNan), "is 3, expected < NaN");
  EXPECT_EQ(Say(BinaryOp::kLess, 3, std::nullopt),
            "is 3, and there is nothing on the other side to compare it with");
}

TEST(Breach, NumbersThatLookAlikeAreWrittenInFull) {
  EXPECT_EQ(Say(BinaryOp::kEqual, 0.1 + 0.2, 0.3).substr(0, 43),
            "is 0.30000000000000004, expected == 0.3: of");
}

TEST(Breach, DurationsWhereTheLimitIsOne) {
  EXPECT_EQ(Say(BinaryOp::kLess, 93725.4, 93600, NumberStyle::kDuration),
            "is 1d2h2m5s, expected < 1d2h: over by 2m5s (0.134 %)");
  EXPECT_EQ(Say(BinaryOp::kLess, kNan, 60, NumberStyle::kDuration), "is NaN, expected < 1m");
  EXPECT_EQ(Say(BinaryOp::kGreater, -0.5, 60, NumberStyle::kDuration),
            "is -500ms, expected > 1m: under by 1m1s (101 %)");
  EXPECT_EQ(StyleOf(ParseExpectation("x < 26h")->comparison.threshold), NumberStyle::kDuration);
  EXPECT_EQ(StyleOf(ParseExpectation("x < (26h)")->comparison.threshold), NumberStyle::kDuration);
  EXPECT_EQ(StyleOf(ParseExpectation("x < 26")->comparison.threshold), NumberStyle::kPlain);
}

TEST(Breach, WhatNoNumberSaysIsTheWorst) {
  const auto share = [](double value, std::optional<double> threshold) {
    return DistanceOf({.op = BinaryOp::kLess, .value = value, .threshold = threshold}).share;
  };
  EXPECT_TRUE(std::isinf(share(kNan, 1)));
  EXPECT_TRUE(std::isinf(share(1, std::nullopt)));
  EXPECT_TRUE(std::isinf(share(1, 0)));
  EXPECT_DOUBLE_EQ(share(3, 2), 0.5);
  EXPECT_EQ(share(2, 2), 0);
}

}  // namespace
}  // namespace plumb::check
