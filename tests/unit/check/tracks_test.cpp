#include "check/tracks.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "model/memory_source.h"
#include "promql/engine.h"
#include "promql/parser.h"

namespace plumb::check {
namespace {

constexpr Timestamp kStart = 1'000'000'000;

// Two metrics whose series come and go, with values that often are equal, and a NaN now and then.
model::MemorySource RandomSource(uint64_t seed) {
  std::mt19937_64 random(seed);
  model::MemorySource source;
  for (const char* name : {"a", "b"})
    for (const char* job : {"x", "y", "z"})
      for (const char* instance : {"1", "2"}) {
        if (random() % 3 == 0) continue;
        for (int i = 0; i < 5; ++i) {
          if (random() % 4 == 0) continue;
          const double value = random() % 9 == 0 ? std::numeric_limits<double>::quiet_NaN()
                                                 : static_cast<double>(random() % 4);
          source.Add({{"__name__", name}, {"job", job}, {"instance", instance}},
                     kStart + i * kMinute, value);
        }
      }
  source.Finish();
  return source;
}

struct Counts {
  std::vector<size_t> kept;
  bool error = false;
};

const promql::EngineOptions kStrict = {.lookback = kMinute};

// What the evaluator keeps of the comparison at each step.
Counts Evaluated(const std::string& text, const model::SeriesSource& source,
                 const promql::QueryParams& params) {
  const auto expr = promql::ParseExpression(text);
  auto result = promql::Evaluate(**expr, source, params, kStrict);
  if (!result.ok()) return {.kept = {}, .error = true};
  Counts counts{.kept = std::vector<size_t>(5), .error = false};
  for (const model::Series& series : result->series)
    for (size_t i = 0; i < series.times.size(); ++i)
      // With `bool` all are kept, as 0 or 1.
      if (text.find("bool") == std::string::npos || series.values[i] == 1)
        ++counts.kept[static_cast<size_t>((series.times[i] - kStart) / kMinute)];
  return counts;
}

// What is judged to hold.
Counts Judged(const Comparison& comparison, const model::SeriesSource& source,
              const promql::QueryParams& params) {
  const promql::Steps steps = StepsOf(params.start, params.end, params.step);
  const auto columns = [&](const Side& side) {
    return *Columns(*promql::Evaluate(*side.expr, source, params, kStrict), steps);
  };
  auto tracks =
      MakeTracks(comparison, columns(comparison.value), columns(comparison.threshold), steps);
  if (!tracks.ok()) return {.kept = {}, .error = true};
  Counts counts{.kept = std::vector<size_t>(5), .error = false};
  for (const Track& track : *tracks)
    for (size_t k = 0; k < steps.count; ++k)
      if (track.Present(k) && !track.Fails(comparison.op, k)) ++counts.kept[k];
  return counts;
}

// The verdict agrees with evaluating the comparison: what holds is what PromQL keeps, at every
// step, for all shapes of sides and ways to match.
TEST(Tracks, WhatHoldsIsWhatTheEvaluatorKeeps) {
  const std::vector<std::string> sides = {"a",
                                          "b",
                                          "sum by (job) (b)",
                                          "a or b",
                                          "-a",
                                          "a{job=\"x\"}",
                                          "a{job=\"none\"}",
                                          "1",
                                          "scalar(sum(a))"};
  const std::vector<std::string> modifiers = {"",
                                              "bool",
                                              "on (job)",
                                              "ignoring (instance)",
                                              "on (job, instance)",
                                              "on (job) group_left",
                                              "on (job) group_right",
                                              "on (job, instance) fill(1)",
                                              "on (job, instance) fill_left(2)",
                                              "on (job) group_left fill_right(1)",
                                              "on (job) group_left fill_left(1)",
                                              "on (job) group_right fill_right(1)",
                                              "on (job) group_right fill_left(1)"};
  const promql::QueryParams range = {
      .start = kStart, .end = kStart + 4 * kMinute, .step = kMinute, .text = ""};
  size_t compared = 0;
  for (uint64_t seed = 0; seed < 12; ++seed) {
    const model::MemorySource source = RandomSource(seed);
    for (const std::string& left : sides)
      for (const std::string& right : sides)
        for (const std::string& modifier : modifiers)
          for (const char* op : {"==", "!=", "<", ">="}) {
            const std::string text = fmt::format("({}) {} {} ({})", left, op, modifier, right);
            const auto expectation = ParseExpectation(text);
            if (!expectation.ok()) continue;  // modifiers of vectors between scalars
            const Counts evaluated = Evaluated(text, source, range);
            const Counts judged = Judged(expectation->comparison, source, range);
            if (evaluated.error) continue;
            ASSERT_FALSE(judged.error) << text << " seed " << seed;
            ASSERT_EQ(judged.kept, evaluated.kept) << text << " seed " << seed;
            ++compared;
          }
  }
  EXPECT_GT(compared, 5000u);
}

TEST(Tracks, SidesThatMatchManyTimesAreWrongUsage) {
  const auto error_of = [](const char* text) {
    const auto expectation = ParseExpectation(text);
    model::MemorySource source;
    for (const char* name : {"many", "one"})
      for (const char* instance : {"1", "2"})
        source.Add({{"__name__", name}, {"job", "x"}, {"instance", instance}}, kStart, 1);
    source.Finish();
    const promql::QueryParams at = {.start = kStart, .end = kStart, .step = 0, .text = ""};
    const Counts judged = Judged(expectation->comparison, source, at);
    return judged.error && Evaluated(text, source, at).error;
  };
  EXPECT_TRUE(error_of("many == on (job) one"));
  EXPECT_TRUE(error_of("many == on (job) sum by (job) (one)"));
  EXPECT_TRUE(error_of("sum by (job) (many) == on (job) one"));
  EXPECT_FALSE(error_of("many == on (job) group_left sum by (job) (one)"));
}

TEST(Columns, AServersAnswerBesideTheStepsIsLeftOut) {
  model::QueryResult result;
  result.series.push_back({.labels = {},
                           .times = {kStart - kMinute, kStart + kMinute, kStart + kDay},
                           .values = {1, 2, 3},
                           .histograms = {}});
  const auto columns = Columns(result, StepsOf(kStart, kStart + 2 * kMinute, kMinute));
  ASSERT_TRUE(columns.ok());
  EXPECT_TRUE(promql::IsAbsent((*columns)[0].values[0]));
  EXPECT_EQ((*columns)[0].values[1], 2);
  EXPECT_TRUE(promql::IsAbsent((*columns)[0].values[2]));
}

}  // namespace
}  // namespace plumb::check
