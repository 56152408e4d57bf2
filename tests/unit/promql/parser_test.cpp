#include "promql/parser.h"

#include <gtest/gtest.h>

#include "promql/aggregator.h"
#include "promql/function.h"
#include "promql/printer.h"

namespace plumb::promql {
namespace {

ExprPtr Parse(std::string_view text) {
  Result<ExprPtr> expr = ParseExpression(text);
  EXPECT_TRUE(expr.ok()) << (expr.ok() ? "" : expr.error().message);
  return expr.ok() ? *std::move(expr) : std::make_unique<NumberLiteral>();
}

// With all operators in parentheses, to see what binds what.
std::string Grouped(const Expr& expr) {
  if (const auto* binary = As<Binary>(expr)) {
    return "(" + Grouped(*binary->left) + " " + std::string(BinaryOpText(binary->op)) + " " +
           Grouped(*binary->right) + ")";
  }
  if (const auto* unary = As<Unary>(expr)) {
    return std::string(unary->op == UnaryOp::kMinus ? "-" : "+") + Grouped(*unary->expr);
  }
  return Print(expr);
}

std::string Grouped(std::string_view text) {
  return Grouped(*Parse(text));
}

std::string ErrorOf(std::string_view text) {
  const Result<ExprPtr> expr = ParseExpression(text);
  if (expr.ok()) return "parsed as " + Print(**expr);
  EXPECT_EQ(expr.error().code, Exit::kUsage);
  return expr.error().message;
}

std::string MessageOf(std::string_view text) {
  const Parsed parsed = ParseWithErrors(text);
  return parsed.errors.empty() ? "parsed" : parsed.errors.front().message;
}

std::string HintOf(std::string_view text) {
  const Parsed parsed = ParseWithErrors(text);
  return parsed.errors.empty() ? "parsed" : parsed.errors.front().hint;
}

TEST(Parser, BindsAsTheManualSays) {
  EXPECT_EQ(Grouped("a or b and c"), "(a or (b and c))");
  EXPECT_EQ(Grouped("a and b unless c"), "((a and b) unless c)");
  EXPECT_EQ(Grouped("a == b + c"), "(a == (b + c))");
  EXPECT_EQ(Grouped("a and b > c"), "(a and (b > c))");
  EXPECT_EQ(Grouped("a + b * c - d"), "((a + (b * c)) - d)");
  EXPECT_EQ(Grouped("a * b atan2 c % d"), "(((a * b) atan2 c) % d)");
  EXPECT_EQ(Grouped("a ^ b ^ c"), "(a ^ (b ^ c))");
  EXPECT_EQ(Grouped("a * b ^ c"), "(a * (b ^ c))");
  EXPECT_EQ(Grouped("-a ^ b"), "-(a ^ b)");
  EXPECT_EQ(Grouped("-a * b"), "(-a * b)");
  EXPECT_EQ(Grouped("a ^ -b ^ c * d"), "((a ^ -(b ^ c)) * d)");
  EXPECT_EQ(Grouped("a </ b >/ c"), "((a </ b) >/ c)");
}

TEST(Parser, GivesEachNodeItsPlace) {
  const std::string text = "sum by (job) (rate(up[5m] offset 1m))  /  2";
  const ExprPtr expr = Parse(text);
  const auto* binary = As<Binary>(*expr);
  ASSERT_NE(binary, nullptr);
  const auto said = [&text](Place place) {
    return text.substr(place.start, place.end - place.start);
  };
  EXPECT_EQ(said(binary->place), text);
  EXPECT_EQ(said(binary->op_place), "/");
  EXPECT_EQ(said(binary->left->place), "sum by (job) (rate(up[5m] offset 1m))");
  const auto* aggregate = As<Aggregate>(*binary->left);
  ASSERT_NE(aggregate, nullptr);
  EXPECT_EQ(said(aggregate->expr->place), "rate(up[5m] offset 1m)");
  const auto* call = As<Call>(*aggregate->expr);
  ASSERT_NE(call, nullptr);
  EXPECT_EQ(said(call->args[0]->place), "up[5m] offset 1m");
  EXPECT_EQ(said(As<MatrixSelector>(*call->args[0])->selector.place), "up");
}

TEST(Parser, KeepsDurationExpressionsAndTheirConstantValue) {
  const auto range = [](std::string_view text) {
    const ExprPtr expr = Parse(text);
    const DurationOf& duration = As<MatrixSelector>(*expr)->range;
    return std::pair(duration.value, duration.expr != nullptr);
  };
  EXPECT_EQ(range("a[5m]"), std::pair(5 * kMinute, false));
  EXPECT_EQ(range("a[1.5]"), std::pair(DurationMs{1500}, false));
  EXPECT_EQ(range("a[4.018]"), std::pair(DurationMs{4018}, false));
  EXPECT_EQ(range("a[5m*2]"), std::pair(10 * kMinute, true));
  EXPECT_EQ(range("a[2^3 - 1]"), std::pair(7 * kSecond, true));
  EXPECT_EQ(range("a[max_of(1m, 30s)]"), std::pair(kMinute, true));
  EXPECT_EQ(range("a[MAX_OF(1m, 30s)]"), std::pair(kMinute, true));
  EXPECT_EQ(range("a[step() * 3]"), std::pair(DurationMs{0}, true));
}

TEST(Parser, OtherWordsAreNoDurations) {
  for (const char* text :
       {"a[mxx_of(1m, 30s)]", "a offset mxx_of(1m, 30s)", "a offset l", "a offset -m"})
    EXPECT_FALSE(ParseExpression(text).ok()) << text;
}

TEST(Parser, TakesWordsOfTheLanguageAsNames) {
  for (const std::string_view name :
       {"sum", "by", "and", "offset", "start", "step", "range", "anchored", "fill", "fill_left",
        "topk", "unless", "without", "a:b"}) {
    const ExprPtr expr = Parse(std::string(name) + "{job=\"x\"}");
    ASSERT_NE(As<VectorSelector>(*expr), nullptr) << name;
    EXPECT_EQ(As<VectorSelector>(*expr)->name, name);
  }
  EXPECT_EQ(Grouped("fill + fill(1) fill"), "(fill + fill)");
  EXPECT_EQ(Print(*Parse("sum by (by, and, on, bool, offset, start, inf_x) (x)")),
            "sum by (by, and, on, bool, offset, start, inf_x) (x)");
}

TEST(Parser, KnowsEveryFunctionAndAggregator) {
  ASSERT_FALSE(AllFunctions().empty());
  for (const FunctionRow* row : AllFunctions()) {
    std::string call = std::string(row->name) + "(";
    for (size_t i = 0; i < row->args.size(); ++i) {
      if (i > 0) call += ", ";
      const bool labels = static_cast<int>(i) == row->selector_arg;
      switch (row->args[i]) {
        case model::ResultType::kScalar:
          call += "1";
          break;
        case model::ResultType::kString:
          call += "\"s\"";
          break;
        case model::ResultType::kMatrix:
          call += "up[5m]";
          break;
        case model::ResultType::kVector:
          call += labels ? "{a=\"b\"}" : "up";
          break;
      }
    }
    EXPECT_EQ(MessageOf(call + ")"), "parsed") << call;
  }
  for (const AggregatorRow* row : AllAggregators()) {
    std::string call = std::string(row->name) + "(";
    if (row->parameter) call += *row->parameter == model::ResultType::kString ? "\"s\", " : "1, ";
    EXPECT_EQ(MessageOf(call + "up)"), "parsed") << call;
  }
}

TEST(Parser, ShowsThePlace) {
  EXPECT_EQ(ErrorOf("sum(rte(up[5m]))"),
            "1:5: parse error: unknown function with name \"rte\"\n"
            "  sum(rte(up[5m]))\n"
            "      ^~~\n"
            "  did you mean 'rate'?");
  EXPECT_EQ(ErrorOf(""), "1:1: parse error: no expression found in input");
}

TEST(Parser, KnowsWhatAFunctionIsCalledToday) {
  EXPECT_EQ(ErrorOf("holt_winters(up[5m], 0.5, 0.5)"),
            "1:1: parse error: unknown function with name \"holt_winters\"\n"
            "  holt_winters(up[5m], 0.5, 0.5)\n"
            "  ^~~~~~~~~~~~\n"
            "  since Prometheus 3 it is 'double_exponential_smoothing'");
}

TEST(Parser, ShowsTheRightLineOfMany) {
  EXPECT_EQ(ErrorOf("sum(\n\tup{gr\xc3\xb6\xc3\x9f\x65=\"x\"}\n)"),
            "2:7: parse error: unexpected character inside braces: '\xc3\xb6'\n"
            "  \tup{gr\xc3\xb6\xc3\x9f\x65=\"x\"}\n"
            "  \t     ^~~~~~~~");
  EXPECT_EQ(ErrorOf("{\"\xe6\x97\xa5\xe6\x9c\xac\"} + bool 1\n"),
            "1:8: parse error: bool modifier can only be used on comparison operators\n"
            "  {\"\xe6\x97\xa5\xe6\x9c\xac\"} + bool 1\n"
            "           ^~~~~");
}

TEST(Parser, CutsLongLinesAroundThePlace) {
  const std::string message =
      ErrorOf("up" + std::string(5000, ' ') + "+ + )" + std::string(5000, ' '));
  EXPECT_LT(message.size(), 400u);
  EXPECT_NE(message.find("unexpected right parenthesis"), std::string::npos) << message;
}

TEST(Parser, MakesControlCharactersVisible) {
  EXPECT_EQ(ErrorOf("up \x1b[31m").find('\x1b'), std::string::npos);
}

TEST(Parser, HelpsWithUsualMistakes) {
  EXPECT_EQ(HintOf("rate(up)"), "did you mean rate(up[5m])?");
  EXPECT_EQ(HintOf("rate(sum(up))"), "did you mean rate(sum(up)[5m:])?");
  EXPECT_EQ(HintOf("sum(up[5m])"), "a range vector goes into a function first: rate(up[5m])");
  EXPECT_EQ(HintOf("up[5m] + 1"), "a range vector goes into a function first: rate(up[5m])");
  EXPECT_EQ(HintOf("up = 1"), "to compare, write '=='");
  EXPECT_EQ(HintOf("1 == 1"), "write '== bool'");
  EXPECT_EQ(HintOf("a && b"), "write 'and'");
  EXPECT_EQ(HintOf("a || b"), "write 'or'");
  EXPECT_EQ(HintOf("up =~ \"x\""), "labels are matched inside braces: up{job=~\"node.*\"}");
  EXPECT_EQ(HintOf("sum(\n  rate(up[5m])\n"), "the '(' at 1:4 is not closed");
  EXPECT_EQ(HintOf("up{job=\"x\""), "the '{' at 1:3 is not closed");
  EXPECT_EQ(HintOf("up[5m"), "the '[' at 1:3 is not closed");
  EXPECT_EQ(HintOf("rate(up[5m]) offset 1h"), "put it behind the selector inside the parentheses");
  EXPECT_EQ(HintOf("up offset 1h [5m]"), "write the range first: up[5m] offset 1h");
  EXPECT_EQ(HintOf("sum(up)[5m]"),
            "for the past values of an expression write a subquery: (…)[5m:]");
  EXPECT_EQ(HintOf("sum up"), "an aggregation has its vector in parentheses: sum(…)");
  EXPECT_EQ(HintOf("topk(up, up)"), "make it a number with scalar(…)");
  EXPECT_EQ(HintOf("abs(1)"), "make it a vector with vector(…)");
  EXPECT_EQ(HintOf("up or 0"), "make the number a vector: vector(1)");
  EXPECT_EQ(HintOf("{job=~\".*\"}"), "for everything there is, write {__name__=~\".+\"}");
}

TEST(Parser, RejectsWhatUpstreamRejects) {
  EXPECT_EQ(MessageOf("a + fill(1) fill_left(2) b"), "unexpected <fill_left>");
  EXPECT_EQ(MessageOf("a and fill(1) b"),
            "filling in missing series not allowed for set operators");
  EXPECT_EQ(MessageOf("1 + fill(1) b"),
            "filling in missing series only allowed between instant vectors");
  EXPECT_EQ(MessageOf("a[5m:] anchored"),
            "anchored modifier is only allowed on vector selectors and range selectors");
  EXPECT_NE(MessageOf("a{x=~\"(\"}"), "parsed");
  EXPECT_EQ(MessageOf("sum by (a b) (x)"),
            "unexpected identifier \"b\" in grouping opts, expected \",\" or \")\"");
  EXPECT_EQ(MessageOf("a[1e10]"), "duration out of range");
  EXPECT_EQ(MessageOf("a[NaN]"), "unexpected character in duration expression: 'N'");
}

TEST(Parser, LimitsDepth) {
  const auto nest = [](const std::string& open, const std::string& inner, const std::string& close,
                       size_t times) {
    std::string text;
    for (size_t i = 0; i < times; ++i) text += open;
    text += inner;
    for (size_t i = 0; i < times; ++i) text += close;
    return text;
  };
  const std::string too_deep = "expression is nested more than 1000 levels deep";
  constexpr size_t kFits = 900;
  for (const size_t times : {size_t{2000}, size_t{200000}}) {
    EXPECT_EQ(MessageOf(nest("(", "a", ")", times)), too_deep);
    EXPECT_EQ(MessageOf(nest("-", "a", "", times)), too_deep);
    EXPECT_EQ(MessageOf(nest("abs(", "a", ")", times)), too_deep);
    EXPECT_EQ(MessageOf(nest("sum(", "a", ")", times)), too_deep);
    EXPECT_EQ(MessageOf(nest("a + ", "a", "", times)), too_deep);
    EXPECT_EQ(MessageOf(nest("a ^ ", "a", "", times)), too_deep);
    EXPECT_EQ(MessageOf(nest("", "a", "[5m:]", times)), too_deep);
    EXPECT_EQ(MessageOf("a[" + nest("(", "1", ")", times) + "]"), too_deep);
    EXPECT_EQ(MessageOf("a[" + nest("-", "1", "", times) + "]"), too_deep);
    EXPECT_EQ(MessageOf("a[" + nest("1 + ", "1", "", times) + "]"), too_deep);
    EXPECT_EQ(MessageOf("a[" + nest("1 ^ ", "1", "", times) + "]"), too_deep);
    EXPECT_EQ(MessageOf("a[" + nest("min_of(1, ", "1", ")", times) + "]"), too_deep);
  }
  EXPECT_EQ(MessageOf(nest("(", "a", ")", kFits)), "parsed");
  EXPECT_EQ(MessageOf(nest("-", "a", "", kFits)), "parsed");
  EXPECT_EQ(MessageOf(nest("abs(", "a", ")", kFits)), "parsed");
  EXPECT_EQ(MessageOf(nest("a or ", "a", "", kFits)), "parsed");
  // A chain of operators in each of many parentheses: each is short, together they are deep.
  std::string chains = "a";
  for (int i = 0; i < 100; ++i) chains = "(" + chains + nest(" + a", "", "", 50) + ")";
  EXPECT_EQ(MessageOf(chains), too_deep);
}

TEST(ParseSelector, TakesASelectorAlone) {
  const Result<model::Matchers> matchers = ParseSelector("up{job=~\"a|b\"}");
  ASSERT_TRUE(matchers.ok());
  ASSERT_EQ(matchers->size(), 2u);
  EXPECT_EQ((*matchers)[0].ToString(), "job=~\"a|b\"");
  EXPECT_EQ((*matchers)[1].ToString(), "__name__=\"up\"");
  EXPECT_FALSE(ParseSelector("up[5m]").ok());
  EXPECT_FALSE(ParseSelector("up + up").ok());
  EXPECT_FALSE(ParseSelector("").ok());
  EXPECT_FALSE(ParseSelector("{}").ok());
  EXPECT_FALSE(ParseSelector("{job=~\".*\"}").ok());
  EXPECT_FALSE(ParseSelector("1").ok());
}

}  // namespace
}  // namespace plumb::promql
