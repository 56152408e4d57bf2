#include "promql/duration_expr.h"

#include <gtest/gtest.h>

#include "promql/parser.h"

namespace plumb::promql {
namespace {

constexpr DurationContext kQuery = {.step = 30 * kSecond, .range = kHour};

// The range of up[text] in kQuery, or the error.
std::string RangeOf(const std::string& text) {
  const Result<ExprPtr> expr = ParseExpression("up[" + text + "]");
  if (!expr.ok()) return "not parsed";
  const Result<DurationMs> value =
      ResolveDuration(As<MatrixSelector>(**expr)->range, DurationUse::kRange, kQuery);
  return value.ok() ? FormatDuration(*value) : value.error().message;
}

std::string OffsetOf(const std::string& text) {
  const Result<ExprPtr> expr = ParseExpression("up offset " + text);
  if (!expr.ok()) return "not parsed";
  const Result<DurationMs> value =
      ResolveDuration(As<VectorSelector>(**expr)->shift.offset, DurationUse::kOffset, kQuery);
  return value.ok() ? std::to_string(*value) : value.error().message;
}

TEST(ResolveDuration, Computes) {
  EXPECT_EQ(RangeOf("5m"), "5m");
  EXPECT_EQ(RangeOf("5m * 2 + 30"), "10m30s");
  EXPECT_EQ(RangeOf("11s + 10s - 5 * 2 ^ 2"), "1s");
  EXPECT_EQ(RangeOf("100 % 30"), "10s");
  EXPECT_EQ(RangeOf("-(10s - 15s)"), "5s");
  EXPECT_EQ(RangeOf("2 ^ 3 ^ 2"), FormatDuration(512 * kSecond));
}

TEST(ResolveDuration, KnowsTheQuery) {
  EXPECT_EQ(RangeOf("step()"), "30s");
  EXPECT_EQ(RangeOf("STEP() * 4"), "2m");
  EXPECT_EQ(RangeOf("range() / 2"), "30m");
  EXPECT_EQ(RangeOf("max_of(step(), 5s)"), "30s");
  EXPECT_EQ(RangeOf("MIN_OF(step(), 5s)"), "5s");
  EXPECT_EQ(OffsetOf("-step()"), "-30000");
  EXPECT_EQ(OffsetOf("(step() - 1m)"), "-30000");
}

TEST(ResolveDuration, RefusesWhatIsNoRange) {
  EXPECT_EQ(RangeOf("5 - 5"), "duration must be greater than 0");
  EXPECT_EQ(RangeOf("-step()"), "duration must be greater than 0");
  EXPECT_EQ(RangeOf("1 / (step() - 30)"), "division by zero");
  EXPECT_EQ(RangeOf("1 % (step() - 30)"), "modulo by zero");
  EXPECT_EQ(RangeOf("10 ^ 300"), "duration out of range");
  EXPECT_EQ(RangeOf("(-8) ^ 0.5"), "duration out of range");
  EXPECT_EQ(OffsetOf("(5 - 5)"), "0");
}

}  // namespace
}  // namespace plumb::promql
