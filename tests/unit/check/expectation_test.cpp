#include "check/expectation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace plumb::check {
namespace {

using promql::BinaryOp;
using testing::HasSubstr;

TEST(Expectation, IsTakenApart) {
  const auto expectation = ParseExpectation("  rate(errors[5m])  < 0.1 ");
  ASSERT_TRUE(expectation.ok()) << expectation.error().message;
  EXPECT_EQ(expectation->text, "rate(errors[5m])  < 0.1");
  EXPECT_EQ(expectation->name, expectation->text);
  EXPECT_EQ(expectation->comparison.value.text, "rate(errors[5m])");
  EXPECT_EQ(expectation->comparison.threshold.text, "0.1");
  EXPECT_EQ(expectation->comparison.op, BinaryOp::kLess);
}

TEST(Expectation, AScalarOnTheLeftChangesPlaces) {
  const auto expectation = ParseExpectation("0.3 > latency");
  ASSERT_TRUE(expectation.ok());
  EXPECT_EQ(expectation->comparison.value.text, "latency");
  EXPECT_EQ(expectation->comparison.op, BinaryOp::kLess);
  const auto scalars = ParseExpectation("1 > bool 2");
  ASSERT_TRUE(scalars.ok());
  EXPECT_EQ(scalars->comparison.value.text, "1");
}

TEST(Expectation, ItsNameIsTheCommentBehindIt) {
  EXPECT_EQ(ParseExpectation("up == 1 # every target answers")->name, "every target answers");
  EXPECT_EQ(ParseExpectation("(up == 1)## p99: a=b \n# more")->name, "p99: a=b");
  EXPECT_EQ(ParseExpectation("up == 1 #")->name, "up == 1");
  EXPECT_EQ(ParseExpectation("# before\nup == 1")->name, "up == 1");
  EXPECT_EQ(ParseExpectation("up{a=\"#\"} == 1")->name, "up{a=\"#\"} == 1");
  EXPECT_EQ(ParseExpectation("((up == 1))  # twice")->text, "((up == 1))");
}

std::string ErrorOf(std::string_view text) {
  const auto expectation = ParseExpectation(text);
  EXPECT_FALSE(expectation.ok()) << text;
  EXPECT_EQ(expectation.error().code, Exit::kUsage);
  return expectation.error().message;
}

TEST(Expectation, MustBeAComparison) {
  EXPECT_EQ(ErrorOf("up"),
            "1:1: an expectation is a comparison (== != < <= > >=), and this is none\n"
            "  up\n  ^~\n  write what it should be, for example 'up > 0'");
  EXPECT_THAT(ErrorOf("sum(up == 1)"), HasSubstr("'sum(up == 1) > 0'"));
  EXPECT_THAT(ErrorOf("up + 1"), HasSubstr("  up + 1\n     ^\n"));
  EXPECT_THAT(ErrorOf("80"), HasSubstr("write what it limits, for example 'EXPR < 80'"));
  EXPECT_THAT(ErrorOf("\"text\""), HasSubstr("an expectation is a comparison"));
  EXPECT_THAT(ErrorOf("up = 1"), HasSubstr("parse error"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("parse error"));
}

TEST(Expectation, JoinedComparisonsAreToBeGivenApart) {
  const std::string error = ErrorOf("(a > 1 and b < 2)");
  EXPECT_THAT(error, HasSubstr("1:8: "));
  EXPECT_THAT(error, HasSubstr("'a > 1' 'b < 2'"));
  EXPECT_THAT(error, HasSubstr("'(a and …) > 1'"));
  EXPECT_THAT(ErrorOf("a unless b"), HasSubstr("'(a unless b) > 0'"));
}

TEST(Expectation, AChainOfComparisonsWouldPassWhatTheFirstDrops) {
  const std::string error = ErrorOf("3 < a < 14");
  EXPECT_THAT(error, HasSubstr("1:3: "));
  EXPECT_THAT(error, HasSubstr("'3 < a' never fails"));
  EXPECT_THAT(error, HasSubstr("'3 < a' 'a < 14'"));
  EXPECT_THAT(error, HasSubstr("'(3 < a) < 14'"));
  EXPECT_THAT(ErrorOf("a > 1 > 2 == 3"), HasSubstr("'(a > 1 > 2) == 3'"));
  EXPECT_THAT(ErrorOf("(a > 0 == 1) # name"), HasSubstr("'a > 0' 'a == 1'"));
  // Written so on purpose, or with nothing that the first could drop.
  EXPECT_TRUE(ParseExpectation("(a > 0.5) == 1").ok());
  EXPECT_TRUE(ParseExpectation("a > bool 0 == 1").ok());
  EXPECT_TRUE(ParseExpectation("a == (b > 1)").ok());
}

TEST(Expectations, OneALine) {
  const auto all = ParseExpectations("# gate\n\nup == 1 # all\r\n  lat < 3\n", "slo.txt");
  ASSERT_TRUE(all.ok());
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ((*all)[0].name, "all");
  EXPECT_EQ((*all)[0].place.line, 3u);
  EXPECT_EQ((*all)[1].name, "lat < 3");
  EXPECT_EQ((*all)[1].place.file, "slo.txt");
}

TEST(Expectations, AnErrorNamesTheLine) {
  const auto all = ParseExpectations("up == 1\nup\n", "slo.txt");
  ASSERT_FALSE(all.ok());
  EXPECT_THAT(all.error().message, testing::StartsWith("slo.txt:2: 1:1: an expectation"));
}

TEST(Holds, ByTheRulesOfFloats) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(Holds(BinaryOp::kLessEqual, 1, 1));
  EXPECT_FALSE(Holds(BinaryOp::kLess, 1, 1));
  EXPECT_TRUE(Holds(BinaryOp::kNotEqual, nan, nan));
  for (const BinaryOp op : {BinaryOp::kEqual, BinaryOp::kLess, BinaryOp::kLessEqual,
                            BinaryOp::kGreater, BinaryOp::kGreaterEqual}) {
    EXPECT_FALSE(Holds(op, nan, 1));
    EXPECT_EQ(Holds(op, 1, 2), Holds(Mirrored(op), 2, 1));
  }
}

}  // namespace
}  // namespace plumb::check
