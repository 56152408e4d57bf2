#include "check/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "model/memory_source.h"

namespace plumb::check {
namespace {

using report::Outcome;
using testing::HasSubstr;

constexpr Timestamp kNow = 1'000'000'000;

class JudgeTest : public testing::Test {
 protected:
  void SetUp() override {
    auto memory = std::make_unique<model::MemorySource>();
    // b is down for the last ten minutes, c since the beginning.
    for (int i = 0; i <= 120; ++i) {
      const Timestamp time = kNow - i * kMinute;
      memory->Add({{"__name__", "up"}, {"job", "a"}}, time, 1);
      memory->Add({{"__name__", "up"}, {"job", "b"}}, time, i > 10 ? 1 : 0);
      memory->Add({{"__name__", "up"}, {"job", "c"}}, time, 0);
      memory->Add({{"__name__", "lat_seconds"}}, time, i == 30 ? 0.9 : i == 29 ? 0.4 : 0.2);
    }
    memory->Add({{"__name__", "quota"}, {"job", "a"}}, kNow, 5);
    memory->Add({{"__name__", "young"}}, kNow, 7);
    memory->Add({{"__name__", "odd"}, {"i", "1"}}, kNow, std::numeric_limits<double>::quiet_NaN());
    memory->Add({{"__name__", "odd"}, {"i", "2"}}, kNow, 30);
    memory->Add({{"__name__", "odd"}, {"i", "3"}}, kNow, 4);
    memory->Add({{"__name__", "odd"}, {"i", "4"}}, kNow, 1);
    memory->Finish();
    source_.series = std::move(memory);
  }
  report::Verdict Ask(const char* text, OnEmpty on_empty = OnEmpty::kFail) {
    return AskRange(text, kNow, 0, on_empty);
  }
  report::Verdict AskRange(const char* text, Timestamp start, DurationMs step,
                           OnEmpty on_empty = OnEmpty::kFail) {
    auto expectation = ParseExpectation(text);
    EXPECT_TRUE(expectation.ok()) << text;
    expectation->warns = warns_;
    const Question question = {.start = start,
                               .end = kNow,
                               .step = step,
                               .engine = {.lookback = kMinute},
                               .on_empty = on_empty};
    return Judge(*expectation, source_, question, clock_);
  }
  sources::OpenSource source_;
  ManualClock clock_{kNow};
  bool warns_ = false;
};

TEST_F(JudgeTest, HoldsIfNoElementIsDropped) {
  const report::Verdict verdict = Ask("up >= 0");
  EXPECT_EQ(verdict.outcome, Outcome::kPass);
  EXPECT_EQ(verdict.exit, Exit::kYes);
  EXPECT_EQ(verdict.elements.size(), 3u);
  EXPECT_EQ(verdict.failed, 0u);
}

TEST_F(JudgeTest, FailsForEachElementThatIsDropped) {
  const report::Verdict verdict = Ask("up == 1");
  EXPECT_EQ(verdict.outcome, Outcome::kBreach);
  EXPECT_EQ(verdict.exit, Exit::kNo);
  ASSERT_EQ(verdict.failed, 2u);
  EXPECT_EQ(verdict.elements[0].labels.ToString(), "up{job=\"b\"}");
  EXPECT_EQ(verdict.elements[0].value, 0);
  EXPECT_EQ(verdict.elements[0].threshold, 1.0);
  EXPECT_EQ(verdict.elements[0].says, "is 0, expected == 1: off by 1 (100 %)");
  EXPECT_FALSE(verdict.elements[2].failed);
}

TEST_F(JudgeTest, TellsSinceWhen) {
  const report::Verdict verdict = Ask("up == 1");
  ASSERT_TRUE(verdict.elements[0].since && verdict.elements[1].since);
  EXPECT_EQ(verdict.elements[0].since->time, kNow - 10 * kMinute);
  EXPECT_FALSE(verdict.elements[0].since->or_longer);
  EXPECT_EQ(verdict.elements[1].since->time, kNow - kFollowedBack);
  EXPECT_TRUE(verdict.elements[1].since->or_longer);
  EXPECT_FALSE(Ask("young < 3").elements[0].since);
}

TEST_F(JudgeTest, TheWorstComesFirst) {
  const report::Verdict verdict = Ask("odd < 2");
  std::vector<std::string> order;
  for (const report::Element& element : verdict.elements)
    order.emplace_back(element.labels.Get("i"));
  EXPECT_EQ(order, (std::vector<std::string>{"1", "2", "3", "4"}));
  EXPECT_THAT(verdict.elements[0].says, HasSubstr("NaN"));
}

TEST_F(JudgeTest, ARangeMustHoldAtEveryStep) {
  const report::Verdict verdict = AskRange("lat_seconds < 0.3", kNow - kHour, kMinute);
  ASSERT_EQ(verdict.failed, 1u);
  const report::Element& element = verdict.elements[0];
  EXPECT_EQ(element.value, 0.9);
  EXPECT_EQ(element.time, kNow - 30 * kMinute);
  ASSERT_TRUE(element.history);
  EXPECT_EQ(element.history->failed, 2u);
  EXPECT_EQ(element.history->steps, 61u);
  EXPECT_EQ(element.history->first, kNow - 30 * kMinute);
  EXPECT_FALSE(element.history->at_end);
  EXPECT_THAT(element.says, testing::StartsWith("was 0.9, expected < 0.3"));
  EXPECT_EQ(verdict.unit, "seconds");
  EXPECT_EQ(AskRange("lat_seconds < 0.3", kNow - 20 * kMinute, kMinute).outcome, Outcome::kPass);
}

TEST_F(JudgeTest, StepsWithoutDataAreSaid) {
  const report::Verdict verdict = AskRange("young > 3", kNow - 4 * kMinute, kMinute);
  EXPECT_EQ(verdict.outcome, Outcome::kPass);
  EXPECT_THAT(verdict.notes, testing::Contains("no data at 4 of 5 steps"));
}

TEST_F(JudgeTest, NoDataIsNoPass) {
  const report::Verdict verdict = Ask("upp < 1");
  EXPECT_EQ(verdict.outcome, Outcome::kNoData);
  EXPECT_EQ(verdict.exit, Exit::kNoData);
  EXPECT_THAT(verdict.reason, HasSubstr("did you mean 'up'?"));
  EXPECT_EQ(verdict.cure, "if that is fine, write '(upp or vector(0)) < 1', or give --on-empty ok");
  // Zero would not do here.
  EXPECT_EQ(Ask("upp == 1").cure, "if that is fine, give --on-empty ok");
  EXPECT_EQ(Ask("upp < -1").cure, "if that is fine, give --on-empty ok");
  EXPECT_THAT(Ask("count(up > 5) == 0").cure, HasSubstr("'(count(up > 5) or vector(0)) == 0'"));
  EXPECT_THAT(Ask("(up > 5) < 9").reason, HasSubstr("'(up > 5)' has no elements"));
  EXPECT_EQ(Ask("(upp or vector(0)) < 1").outcome, Outcome::kPass);
}

// absent() of what is there has no element, and --on-empty ok would let that pass for ever.
TEST_F(JudgeTest, AbsentOfWhatIsThereIsToBeCounted) {
  const report::Verdict verdict = Ask("absent(up{job=\"a\"}) == 1");
  EXPECT_EQ(verdict.exit, Exit::kNoData);
  EXPECT_EQ(verdict.reason, "'absent(up{job=\"a\"})' has no elements: what it selects is there");
  EXPECT_EQ(verdict.cure,
            "to demand that it is absent, write '(count(up{job=\"a\"}) or vector(0)) == 0'");
  EXPECT_EQ(
      Ask("absent_over_time(up[5m]) == 1").cure,
      "to demand that it is absent, write '(count(present_over_time(up[5m])) or vector(0)) == 0'");
  EXPECT_EQ(Ask("absent(upp) == 1").outcome, Outcome::kPass);
}

TEST_F(JudgeTest, NoDataIsWhatOnEmptySays) {
  EXPECT_EQ(Ask("upp < 1", OnEmpty::kBreach).exit, Exit::kNo);
  const report::Verdict warned = Ask("upp < 1", OnEmpty::kWarn);
  EXPECT_TRUE(report::IsWarning(warned));
  EXPECT_EQ(warned.exit, Exit::kYes);
  const report::Verdict fine = Ask("upp < 1", OnEmpty::kOk);
  EXPECT_FALSE(report::IsWarning(fine) || report::IsFailure(fine));
  EXPECT_EQ(fine.outcome, Outcome::kNoData);
}

TEST_F(JudgeTest, AWarningDoesNotCount) {
  warns_ = true;
  const report::Verdict verdict = Ask("up == 1");
  EXPECT_EQ(verdict.outcome, Outcome::kBreach);
  EXPECT_EQ(verdict.exit, Exit::kYes);
  EXPECT_TRUE(report::IsWarning(verdict));
}

TEST_F(JudgeTest, AnElementThatFindsNobodyFails) {
  const report::Verdict verdict = Ask("up < on (job) quota");
  EXPECT_EQ(verdict.failed, 2u);
  EXPECT_THAT(verdict.elements[0].says, HasSubstr("nothing on the other side"));
  EXPECT_FALSE(verdict.elements[0].threshold);
  EXPECT_EQ(Ask("up < on (job) quotas").outcome, Outcome::kNoData);
}

TEST_F(JudgeTest, ScalarsAndBoolAreComparisonsToo) {
  EXPECT_EQ(Ask("count(up) > bool 3").failed, 1u);
  EXPECT_EQ(Ask("vector(1) == 1").outcome, Outcome::kPass);
  EXPECT_EQ(Ask("1 > bool 2").elements[0].says, "is 1, expected > 2: under by 1 (50 %)");
  EXPECT_EQ(Ask("scalar(nothing) > bool 2").failed, 1u);  // NaN
}

TEST_F(JudgeTest, WhatCannotBeEvaluatedIsAnError) {
  const report::Verdict verdict = Ask("up == on () up");
  EXPECT_EQ(verdict.outcome, Outcome::kError);
  EXPECT_EQ(verdict.exit, Exit::kUsage);
  EXPECT_THAT(verdict.reason, HasSubstr("group_"));
}

// A server that evaluates expressions: it is asked for the sides, and for numbers not at all.
class Server : public model::ExpressionSource {
 public:
  Result<model::QueryResult> Evaluate(const model::ExpressionQuery& query) const override {
    asked.push_back(query.text);
    if (query.step > 0) return Error{Exit::kOutside, "no ranges today"};
    model::QueryResult result;
    result.series.push_back(
        {.labels = {{"job", "x"}}, .times = {query.start}, .values = {0.5}, .histograms = {}});
    return result;
  }
  mutable std::vector<std::string> asked;
};

TEST_F(JudgeTest, AServerIsAskedForTheSidesByTheirText) {
  auto server = std::make_unique<Server>();
  const Server& seen = *server;
  source_.expressions = std::move(server);
  const report::Verdict verdict = Ask("sum by (job) (x)  <  1 - 0.9 # small");
  EXPECT_EQ(verdict.failed, 1u);
  EXPECT_EQ(seen.asked, (std::vector<std::string>{"sum by (job) (x)", "sum by (job) (x)"}));
  EXPECT_FALSE(verdict.elements[0].since);  // the past could not be asked
}

TEST(Unasked, IsAnErrorOrNoData) {
  const auto expectation = ParseExpectation("up == 1");
  EXPECT_EQ(Unasked(*expectation, {Exit::kStore, "gone"}, OnEmpty::kFail).exit, Exit::kStore);
  EXPECT_EQ(Unasked(*expectation, {Exit::kNoData, "empty"}, OnEmpty::kOk).exit, Exit::kYes);
}

}  // namespace
}  // namespace plumb::check
