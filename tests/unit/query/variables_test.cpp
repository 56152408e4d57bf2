#include "query/variables.h"

#include <gtest/gtest.h>

#include "promql/printer.h"

namespace plumb::query {
namespace {

constexpr PanelTimes kTimes = {.start = 1'700'000'000'000,
                               .end = 1'700'003'600'000,
                               .step = 10 * kSecond,
                               .interval = 15 * kSecond};

std::string Expand(std::string_view text, const Variables& given = {},
                   const PanelTimes& times = kTimes) {
  const auto expanded = ExpandVariables(text, given, times);
  return expanded.ok() ? expanded->text() : "error: " + expanded.error().message;
}

TEST(Variables, TheBuiltInOnesFollowTheTimes) {
  EXPECT_EQ(Expand("rate(x[$__rate_interval])"), "rate(x[1m])");
  EXPECT_EQ(Expand("rate(x[${__interval}])"), "rate(x[15s])");
  EXPECT_EQ(Expand("$__interval_ms $__rate_interval_ms"), "15000 60000");
  EXPECT_EQ(Expand("x[$__range] $__range_s $__range_ms"), "x[1h] 3600 3600000");
  EXPECT_EQ(Expand("x[$__auto]"), "x[2m]");
  EXPECT_EQ(Expand("$__from [[__to]] @ ${__to:date:seconds}"),
            "1700000000000 1700003600000 @ 1700003600");
}

TEST(Variables, TheRateIntervalIsGrafanas) {
  struct Case {
    DurationMs step;
    DurationMs interval;
    DurationMs rate_interval;
  };
  for (const Case& c : {Case{kSecond, 15 * kSecond, kMinute}, Case{kMinute, 15 * kSecond, 75'000},
                        Case{10 * kMinute, 15 * kSecond, 615'000},
                        Case{kSecond, kMinute, 4 * kMinute}, Case{kHour, kMinute, 61 * kMinute}})
    EXPECT_EQ(RateIntervalOf({.step = c.step, .interval = c.interval}), c.rate_interval);
}

TEST(Variables, OneValueIsWhatItSaysAndSeveralAreAPattern) {
  EXPECT_EQ(Expand("up{job=~\"$job\"}", {{"job", {"a.*"}}}), "up{job=~\"a.*\"}");
  EXPECT_EQ(Expand("up{job=~\"$job\"}", {{"job", {"a.b", "c"}}}), "up{job=~\"(a\\\\.b|c)\"}");
  EXPECT_EQ(Expand("up{job=~`$job`}", {{"job", {"a.b", "c"}}}), "up{job=~`(a\\.b|c)`}");
  EXPECT_EQ(Expand("$metric{a=\"b\"}", {{"metric", {"up"}}}), "up{a=\"b\"}");
}

TEST(Variables, GrafanasFormats) {
  const Variables given = {{"v", {"a.b", "c"}}, {"one", {"x.y"}}};
  EXPECT_EQ(Expand("\"${v:pipe}\"", given), "\"a.b|c\"");
  EXPECT_EQ(Expand("\"${v:csv}\"", given), "\"a.b,c\"");
  EXPECT_EQ(Expand("\"${v:regex}\"", given), "\"(a\\\\.b|c)\"");
  EXPECT_EQ(Expand("\"[[one:regex]]\"", given), "\"x\\\\.y\"");
  EXPECT_EQ(Expand("by (${v:join: , })", given), "by (a.b , c)");
  EXPECT_EQ(Expand("f(${v:doublequote})", given), "f(\"a.b\",\"c\")");
  EXPECT_NE(Expand("${v:pip}", given).find("there is no format 'pip', did you mean 'pipe'?"),
            std::string::npos);
}

TEST(Variables, AValueDoesNotEndItsQuotes) {
  const Variables hostile = {{"v", {"\"} or vector(1) #\n\\"}}};
  const auto expanded = ExpandVariables("up{a=\"$v\"}", hostile, kTimes);
  ASSERT_TRUE(expanded.ok());
  const auto tree = ParseExpanded(*expanded);
  ASSERT_TRUE(tree.ok()) << tree.error().message;
  const auto* selector = promql::As<promql::VectorSelector>(**tree);
  ASSERT_NE(selector, nullptr);
  EXPECT_EQ(selector->matchers.front().value(), hostile.at("v")[0]);
  EXPECT_NE(Expand("up{a=`$v`}", {{"v", {"a`b"}}}).find("cannot stand inside"), std::string::npos);
}

TEST(Variables, WhatIsNoVariableStays) {
  for (const char* text :
       {"label_replace(x, \"a\", \"$1-${2}\", \"b\", \"(.*)$\")",
        "label_replace(x, \"a\", \"${n}\", \"b\", \"(?P<n>.*)\")", "x # costs $money",
        "x{a=~\"a$|b$\"}", "x{a=~\"[[:alpha:]]+\"}", "x[5m]", "sum_over_time(x[[5m]])"})
    EXPECT_EQ(Expand(text), text);
}

TEST(Variables, AnUnknownOneIsShownInItsPlace) {
  EXPECT_EQ(Expand("rate(x[$__rate_intervall])"),
            "error: 1:8: parse error: unknown variable '$__rate_intervall', did you mean "
            "'__rate_interval'?\n  rate(x[$__rate_intervall])\n         ^~~~~~~~~~~~~~~~~\n  "
            "set it with --var __rate_intervall=VALUE; known are $__auto $__from $__interval "
            "$__interval_ms $__range $__range_ms $__range_s $__rate_interval $__rate_interval_ms "
            "$__to");
  EXPECT_NE(Expand("up{job=\"$job\"}").find("--var job=VALUE"), std::string::npos);
  EXPECT_NE(Expand("x + $ 1").find("a variable has a name"), std::string::npos);
}

TEST(Variables, PlacesAreThoseOfTheOriginal) {
  const std::string text = "rate(x{j=\"$j\"}[$__rate_interval]) + foo(y[$__range])";
  const auto expanded = ExpandVariables(text, {{"j", {"a longer value than its name"}}}, kTimes);
  ASSERT_TRUE(expanded.ok());
  const auto tree = ParseExpanded(*expanded);
  ASSERT_FALSE(tree.ok());
  EXPECT_NE(tree.error().message.find("1:37: parse error"), std::string::npos)
      << tree.error().message;
  EXPECT_NE(tree.error().message.find("\n  " + text + "\n"), std::string::npos);
}

// Whatever is replaced: each node's place in the original holds the node's own text there.
TEST(Variables, PlacesOfAllNodesSurvive) {
  const std::string text =
      "sum by (a) (rate(x{j=\"$j\"}[$w] offset $w)) / on (a) max_over_time("
      "(y{k=\"$j\"} > $n)[$w:$__interval])";
  for (const char* value : {"", "v", "a much longer value"}) {
    const auto expanded =
        ExpandVariables(text, {{"j", {value}}, {"w", {"1h"}}, {"n", {"12345678"}}}, kTimes);
    ASSERT_TRUE(expanded.ok());
    const auto tree = ParseExpanded(*expanded);
    ASSERT_TRUE(tree.ok()) << tree.error().message;
    const auto* binary = promql::As<promql::Binary>(**tree);
    ASSERT_NE(binary, nullptr);
    const auto of = [&](promql::Place p) { return text.substr(p.start, p.end - p.start); };
    EXPECT_EQ(of(binary->place), text);
    EXPECT_EQ(of(binary->op_place), "/");
    EXPECT_EQ(of(binary->left->place), "sum by (a) (rate(x{j=\"$j\"}[$w] offset $w))");
    EXPECT_EQ(of(binary->right->place), "max_over_time((y{k=\"$j\"} > $n)[$w:$__interval])");
    const auto* aggregate = promql::As<promql::Aggregate>(*binary->left);
    const auto* call = promql::As<promql::Call>(*aggregate->expr);
    EXPECT_EQ(of(call->args[0]->place), "x{j=\"$j\"}[$w] offset $w");
  }
}

TEST(Variables, Assignments) {
  const auto variables = ParseVariables({"a=1", "b=x=y", "a=2", "c="});
  ASSERT_TRUE(variables.ok());
  EXPECT_EQ(*variables, (Variables{{"a", {"1", "2"}}, {"b", {"x=y"}}, {"c", {""}}}));
  for (const char* wrong : {"a", "=b", "1a=b", "a b=c"})
    EXPECT_EQ(ParseVariables({wrong}).error().code, Exit::kUsage);
}

}  // namespace
}  // namespace plumb::query
