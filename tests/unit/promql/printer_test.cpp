#include "promql/printer.h"

#include <gtest/gtest.h>

#include "promql/parser.h"
#include "promql/prettifier.h"
#include "promql/tree_text.h"
#include "promql_generator.h"

namespace plumb::promql {
namespace {

std::string Canonical(const char* text) {
  const Result<ExprPtr> expr = ParseExpression(text);
  return expr.ok() ? Print(**expr) : expr.error().message;
}

TEST(Printer, WritesOneForm) {
  EXPECT_EQ(Canonical("sum(rate(x{b=\"1\",a=~'y'}[300])) BY (job,)"),
            "sum by (job) (rate(x{a=~\"y\",b=\"1\"}[5m]))");
  EXPECT_EQ(Canonical("1_000 + 0x10 + 017 + 1e3 + 5m"), "1000 + 16 + 15 + 1000 + 5m");
  EXPECT_EQ(Canonical("{'up', job='a'} offset -90s @ -1.5"),
            "{__name__=\"up\",job=\"a\"} @ -1.500 offset -1m30s");
  EXPECT_EQ(Canonical("a == BOOL ON (x) GROUP_LEFT b"), "a == bool on (x) group_left () b");
}

TEST(Printer, DistinguishesNoneFromEmpty) {
  EXPECT_EQ(Canonical("sum without () (x)"), "sum without () (x)");
  EXPECT_EQ(Canonical("sum by () (x)"), "sum(x)");
  EXPECT_EQ(Canonical("x[5m:]"), "x[5m:]");
  EXPECT_EQ(Canonical("info(x, {})"), "info(x, {})");
}

TEST(Printer, AnInfinityKeepsItsPlaceInAPower) {
  EXPECT_EQ(Canonical("Inf ^ x"), "Inf ^ x");
  EXPECT_EQ(Canonical("+Inf ^ x"), "+Inf ^ x");
  EXPECT_EQ(Canonical("x < -Inf"), "x < -Inf");
}

TEST(Printer, SaysNothingOfAnOffsetOfZero) {
  EXPECT_EQ(Canonical("x offset 0"), "x");
}

// What is printed parses to the same tree and prints the same: random trees.
TEST(Printer, RoundTripsGeneratedTrees) {
  constexpr int kTrees = 20000;
  tests::PromqlGenerator generator(20261122);
  for (int i = 0; i < kTrees; ++i) {
    const ExprPtr tree = generator.Any(1 + i % 5);
    const std::string text = Print(*tree);
    const Result<ExprPtr> parsed = ParseExpression(text);
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    ASSERT_TRUE(SameTree(*tree, **parsed)) << text << "\n" << TreeText(*tree) << TreeText(**parsed);
    ASSERT_EQ(Print(**parsed), text);
    ASSERT_EQ(TypeOf(*tree), TypeOf(**parsed)) << text;
    ASSERT_TRUE(SameTree(*tree, *Clone(*tree))) << text;
  }
}

TEST(Printer, PrettyTreesAreTheSameTrees) {
  constexpr int kTrees = 3000;
  tests::PromqlGenerator generator(7);
  for (int i = 0; i < kTrees; ++i) {
    const ExprPtr tree = generator.Any(1 + i % 5);
    const std::string text = Prettify(*tree, 10 + generator.Below(60));
    const Result<ExprPtr> parsed = ParseExpression(text);
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    ASSERT_TRUE(SameTree(*tree, **parsed)) << text;
  }
}

TEST(Prettifier, SplitsWhatIsTooWide) {
  const Result<ExprPtr> expr =
      ParseExpression("-(sum by (job) (rate(http_requests_total[5m])) / up)");
  ASSERT_TRUE(expr.ok());
  EXPECT_EQ(Prettify(**expr, 100), "-(sum by (job) (rate(http_requests_total[5m])) / up)");
  EXPECT_EQ(Prettify(**expr, 40),
            "-(\n"
            "    sum by (job) (\n"
            "      rate(http_requests_total[5m])\n"
            "    )\n"
            "  /\n"
            "    up\n"
            ")");
}

TEST(Prettifier, ASignStandsBeforeTheFirstLine) {
  const Result<ExprPtr> expr = ParseExpression("-metric_one ^ metric_two");
  ASSERT_TRUE(expr.ok());
  EXPECT_EQ(Prettify(**expr, 10), "-metric_one\n^\n  metric_two");
}

TEST(TreeText, ShowsHowItWasUnderstood) {
  const Result<ExprPtr> expr = ParseExpression("sum by (job) (rate(up[5m])) > bool -1^2");
  ASSERT_TRUE(expr.ok());
  EXPECT_EQ(TreeText(**expr),
            "binary > bool                 instant vector\n"
            "  aggregate sum by (job)      instant vector\n"
            "    call rate                 instant vector\n"
            "      matrix selector up[5m]  range vector\n"
            "  unary -                     scalar\n"
            "    binary ^                  scalar\n"
            "      number 1                scalar\n"
            "      number 2                scalar\n");
}

}  // namespace
}  // namespace plumb::promql
