#include "promql/ast.h"

#include <gtest/gtest.h>

#include "promql/parser.h"
#include "promql/printer.h"

namespace plumb::promql {
namespace {

ExprPtr Parse(std::string_view text) {
  Result<ExprPtr> expr = ParseExpression(text);
  EXPECT_TRUE(expr.ok()) << expr.error().message;
  return *std::move(expr);
}

bool Same(std::string_view a, std::string_view b) {
  return SameTree(*Parse(a), *Parse(b));
}

TEST(SameTree, IgnoresHowItIsWritten) {
  EXPECT_TRUE(Same("a + b", "a+b"));
  EXPECT_TRUE(Same("x{a='1',b='2'}", "x{b=\"2\", a=\"1\"}"));
  EXPECT_TRUE(Same("x[5m]", "x[300]"));
  EXPECT_TRUE(Same("5m", "300"));
  EXPECT_TRUE(Same("x offset 0", "x"));
  EXPECT_TRUE(Same("a + fill(NaN) b", "a + fill_left(NaN) fill_right(NaN) b"));
}

TEST(SameTree, SeesEachDifference) {
  const std::pair<const char*, const char*> kPairs[] = {
      {"a", "b"},
      {"a", "(a)"},
      {"a + b", "a - b"},
      {"a + b", "b + a"},
      {"a > b", "a > bool b"},
      {"a + on (x) b", "a + ignoring (x) b"},
      {"a + on (x) b", "a + on (y) b"},
      {"a + on (x) group_left b", "a + on (x) group_right b"},
      {"a + on (x) group_left (y) b", "a + on (x) group_left b"},
      {"a + fill (1) b", "a + fill (2) b"},
      {"a + fill_left (1) b", "a + fill_right (1) b"},
      {"a{x=\"1\"}", "a{x!=\"1\"}"},
      {"a{x=\"1\"}", "a{x=\"2\"}"},
      {"a", "{__name__=\"a\"}"},
      {"a offset 1m", "a"},
      {"a offset 1m", "a offset -1m"},
      {"a @ 1", "a @ 2"},
      {"a @ start()", "a @ end()"},
      {"a[5m]", "a[6m]"},
      {"a[5m]", "a[5m:]"},
      {"a[5m]", "a[step()]"},
      {"a[step()]", "a[range()]"},
      {"a[step() + 1]", "a[step() - 1]"},
      {"a[5m:1m]", "a[5m:2m]"},
      {"a[5m] anchored", "a[5m] smoothed"},
      {"-a", "+a"},
      {"1", "2"},
      {"\"a\"", "\"b\""},
      {"abs(a)", "ceil(a)"},
      {"round(a)", "round(a, 1)"},
      {"sum(a)", "avg(a)"},
      {"sum without (x) (a)", "sum by (x) (a)"},
      {"sum by (x) (a)", "sum(a)"},
      {"topk(1, a)", "topk(2, a)"},
  };
  for (const auto& [a, b] : kPairs) {
    EXPECT_FALSE(Same(a, b)) << a << " and " << b;
    EXPECT_TRUE(SameTree(*Parse(a), *Clone(*Parse(a)))) << a;
    EXPECT_EQ(Print(*Clone(*Parse(b))), Print(*Parse(b)));
  }
}

TEST(TypeOf, IsKnownFromTheTree) {
  using model::ResultType;
  EXPECT_EQ(TypeOf(*Parse("1 + 2")), ResultType::kScalar);
  EXPECT_EQ(TypeOf(*Parse("-(1 + a)")), ResultType::kVector);
  EXPECT_EQ(TypeOf(*Parse("time()")), ResultType::kScalar);
  EXPECT_EQ(TypeOf(*Parse("\"x\"")), ResultType::kString);
  EXPECT_EQ(TypeOf(*Parse("a[5m]")), ResultType::kMatrix);
  EXPECT_EQ(TypeOf(*Parse("(a[5m:])")), ResultType::kMatrix);
  EXPECT_EQ(TypeOf(*Parse("sum(a)")), ResultType::kVector);
}

}  // namespace
}  // namespace plumb::promql
