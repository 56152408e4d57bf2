// Whole evaluations: what a range query, more threads, limits and gaps in the data do to the
// result.
#include "promql/engine.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <map>
#include <random>

#include "model/memory_source.h"
#include "promql/parser.h"

namespace plumb::promql {
namespace {

constexpr Timestamp kStart = 1'700'000'000'000;

// Counters and gauges of some instances: resets, gaps, stale markers, NaN, other times a series.
const model::MemorySource& RandomSource() {
  static const auto source = [] {
    auto made = std::make_unique<model::MemorySource>();
    std::mt19937 random(42);
    for (int s = 0; s < 300; ++s) {
      const std::string instance = std::to_string(s % 100);
      const std::string name = s < 100 ? "a_total" : s < 200 ? "b_total" : "gauge";
      const model::Labels labels{
          {"__name__", name}, {"instance", instance}, {"job", s % 3 == 0 ? "x" : "y"}};
      double value = 0;
      for (int i = 0; i < 400; ++i) {
        if (random() % 30 == 0) continue;
        value = random() % 90 == 0 ? 0 : value + static_cast<double>(random() % 1000) / 7;
        const Timestamp t = kStart + i * 15'000 + (s % 5) * 1000;
        if (random() % 200 == 0) {
          made->Add(labels, t, model::StaleMarker());
        } else if (name == "gauge" && random() % 150 == 0) {
          made->Add(labels, t, std::numeric_limits<double>::quiet_NaN());
        } else {
          made->Add(labels, t, value);
        }
      }
    }
    made->Finish();
    return made;
  }();
  return *source;
}

const std::vector<std::string>& Expressions() {
  static const std::vector<std::string> expressions = {
      "a_total",
      "a_total offset 1m",
      "a_total @ 1700001000",
      "-gauge",
      "gauge > 100",
      "100 < bool gauge",
      "a_total + b_total",
      "a_total / on(instance) group_left(job) b_total",
      "a_total and gauge > 200",
      "a_total unless on(instance) gauge > 200",
      "rate(a_total[2m]) or b_total",
      "{__name__=~'a_total|b_total'}",
      "rate(a_total[5m])",
      "increase(a_total[1m])",
      "delta(gauge[5m])",
      "irate(a_total[5m])",
      "idelta(gauge[5m])",
      "deriv(gauge[5m])",
      "predict_linear(gauge[5m], 60)",
      "resets(a_total[10m])",
      "changes(gauge[10m])",
      "avg_over_time(gauge[5m])",
      "sum_over_time(gauge[5m])",
      "max_over_time(gauge[5m])",
      "min_over_time(gauge[5m])",
      "stddev_over_time(gauge[5m])",
      "quantile_over_time(0.9, gauge[5m])",
      "last_over_time(gauge[5m])",
      "double_exponential_smoothing(gauge[5m], 0.3, 0.3)",
      "rate(a_total[5m] offset 3m)",
      "rate(a_total[5m] @ end())",
      "max_over_time(rate(a_total[1m])[5m:30s])",
      "sum_over_time(gauge[5m:1m] @ 1700001000)",
      "sum by (job) (rate(a_total[5m]))",
      "sum without (instance) (gauge)",
      "avg by (job) (gauge)",
      "min(gauge)",
      "max by (job) (gauge)",
      "count by (job) (a_total)",
      "group(gauge)",
      "stddev by (job) (a_total)",
      "stdvar(a_total)",
      "quantile by (job) (0.5, gauge)",
      "topk by (job) (3, a_total)",
      "bottomk(2, gauge)",
      "limitk(4, gauge)",
      "limit_ratio(0.3, gauge)",
      "count_values by (job) ('v', round(gauge, 100))",
      "timestamp(gauge)",
      "time()",
      "vector(time())",
      "scalar(sum(gauge)) + time()",
      "absent(gauge{instance='none'})",
      "absent_over_time(gauge{instance='1',job='none'}[30s])",
      "clamp(gauge, 10, 1000)",
      "minute(vector(time()))",
      "label_replace(gauge, 'x', '$1', 'instance', '(.)')",
      "gauge * on(instance) group_right a_total",
  };
  return expressions;
}

EngineOptions Options(unsigned threads) {
  return {.lookback = 5 * kMinute, .threads = threads};
}

using Points = std::map<std::pair<std::string, Timestamp>, uint64_t>;

Points PointsOf(const model::QueryResult& result) {
  Points points;
  for (const model::Series& series : result.series)
    for (size_t i = 0; i < series.times.size(); ++i)
      points[{series.labels.ToString(), series.times[i]}] =
          std::isnan(series.values[i]) ? 0 : std::bit_cast<uint64_t>(series.values[i]);
  return points;
}

constexpr Timestamp kFrom = kStart + 10 * kMinute;
constexpr Timestamp kTo = kStart + 60 * kMinute;

// A selector right below a group gives its series the labels of the group at once; one inside `and`
// does not.
TEST(Engine, GroupsAreTheSameWhereverLabelsAreLeftOut) {
  for (const std::string inner : {"gauge",
                                  "-gauge",
                                  "abs(gauge)",
                                  "2 - (gauge)",
                                  "gauge > 2",
                                  "rate(a_total[2m])",
                                  "round(max_over_time(gauge[5m]), 10)",
                                  "last_over_time(gauge[1m])",
                                  "timestamp(gauge)",
                                  "{__name__=~'a_total|b_total'}",
                                  "gauge * on (instance) a_total",
                                  "absent(gauge)",
                                  "abs(gauge > 2)",
                                  "-(2 < gauge)",
                                  "1 + last_over_time(gauge[1m])",
                                  "abs(-gauge) >= 100",
                                  "sqrt(gauge > 2 < 300)",
                                  "(gauge > 2) % 7",
                                  "ceil(sort(gauge))",
                                  "rate(a_total[2m] @ end())"})
    for (const std::string group :
         {"sum", "count by (job)", "avg by (job, none)", "max without (instance)",
          "sum by (__name__, job)", "quantile by (instance, job)"}) {
      const std::string call = group.starts_with("quantile") ? group + " (0.3, " : group + " (";
      SCOPED_TRACE(call + inner + ")");
      const auto direct = ParseExpression(call + inner + ")");
      const auto apart = ParseExpression(call + "(" + inner + ") and (" + inner + "))");
      ASSERT_TRUE(direct.ok() && apart.ok());
      const QueryParams params = {.start = kFrom, .end = kTo, .step = 47'000};
      const auto one = Evaluate(**direct, RandomSource(), params, Options(2));
      const auto other = Evaluate(**apart, RandomSource(), params, Options(2));
      ASSERT_TRUE(one.ok() && other.ok());
      EXPECT_EQ(PointsOf(*one), PointsOf(*other));
    }
}

TEST(Engine, RangeIsTheInstantsOneAfterTheOther) {
  for (const std::string& text : Expressions()) {
    SCOPED_TRACE(text);
    // @ end() of an instant query is its own time.
    if (text.find("end()") != std::string::npos) continue;
    const auto expr = ParseExpression(text);
    ASSERT_TRUE(expr.ok()) << expr.error().message;
    const auto range =
        Evaluate(**expr, RandomSource(), {.start = kFrom, .end = kTo, .step = 47'000}, Options(1));
    ASSERT_TRUE(range.ok()) << range.error().message;
    Points instants;
    for (Timestamp t = kFrom; t <= kTo; t += 47'000) {
      const auto instant = Evaluate(**expr, RandomSource(), {.start = t, .end = t}, Options(1));
      ASSERT_TRUE(instant.ok()) << instant.error().message;
      instants.merge(PointsOf(*instant));
    }
    EXPECT_EQ(PointsOf(*range), instants);
  }
}

TEST(Engine, ThreadsDoNotShow) {
  for (const std::string& text : Expressions()) {
    SCOPED_TRACE(text);
    const auto expr = ParseExpression(text);
    ASSERT_TRUE(expr.ok());
    const QueryParams params{.start = kFrom, .end = kTo, .step = 10'000, .text = text};
    const auto one = Evaluate(**expr, RandomSource(), params, Options(1));
    const auto two = Evaluate(**expr, RandomSource(), params, Options(2));
    const auto five = Evaluate(**expr, RandomSource(), params, Options(5));
    ASSERT_TRUE(one.ok() && two.ok() && five.ok());
    EXPECT_EQ(PointsOf(*one), PointsOf(*two));
    EXPECT_EQ(PointsOf(*one), PointsOf(*five));
    EXPECT_EQ(one->annotations, two->annotations);
    EXPECT_FALSE(one->series.empty());
  }
}

Result<model::QueryResult> Query(const model::MemorySource& source, const std::string& text,
                                 const QueryParams& params, const EngineOptions& options) {
  const auto expr = ParseExpression(text);
  if (!expr.ok()) return expr.error();
  QueryParams with_text = params;
  with_text.text = text;
  return Evaluate(**expr, source, with_text, options);
}

TEST(Engine, MemoryLimitIsAnErrorThatNamesIt) {
  EngineOptions options = Options(2);
  options.max_memory = 1 << 20;
  const auto result =
      Query(RandomSource(), "gauge", {.start = kFrom, .end = kTo, .step = 1000}, options);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, Exit::kOutside);
  EXPECT_NE(result.error().message.find("memory limit of 1 MiB"), std::string::npos)
      << result.error().message;
  // An aggregation of the same series fits: it holds groups, not series.
  EXPECT_TRUE(
      Query(RandomSource(), "sum(gauge)", {.start = kFrom, .end = kTo, .step = 1000}, options)
          .ok());
}

// The steps themselves take memory, before there is a series: 10^12 of them are refused, not tried.
TEST(Engine, MemoryLimitHoldsForSteps) {
  const QueryParams instant{.start = kTo, .end = kTo};
  const QueryParams range{.start = kStart - 100 * 365 * kDay, .end = kTo, .step = 1};
  for (const char* text : {"sum_over_time(gauge[100y:1ms])", "sum_over_time(nothing[100y:1ms])",
                           "max_over_time(sum_over_time(vector(time())[1y:1ms])[100y:1s])",
                           "absent_over_time(gauge[100y:1ms] @ 5)"}) {
    const auto result = Query(RandomSource(), text, instant, EngineOptions());
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_EQ(result.error().code, Exit::kOutside) << text << ": " << result.error().message;
  }
  for (const char* text : {"gauge", "nothing", "1", "sum(gauge)", "time()", "a_total @ end()"}) {
    const auto result = Query(RandomSource(), text, range, EngineOptions());
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_EQ(result.error().code, Exit::kOutside) << text << ": " << result.error().message;
  }
}

// No sum of times leaves 64 bits, whatever is asked for.
TEST(Engine, TimesFarAwayAreEmpty) {
  for (const std::string at : {"9223372036854770", "-9223372036854770"}) {
    for (const std::string shape :
         {"gauge @ T offset 100y", "gauge @ T offset -100y", "gauge smoothed @ T",
          "rate(a_total[100y] @ T)", "rate(a_total[5m] anchored @ T offset 10y)",
          "max_over_time(max_over_time(gauge[1h:1h] @ T)[1h:1h] @ T offset -100y)"}) {
      std::string text = shape;
      for (size_t t = text.find('T'); t != std::string::npos; t = text.find('T'))
        text.replace(t, 1, at);
      const auto result = Query(RandomSource(), text, {.start = kTo, .end = kTo}, Options(1));
      ASSERT_TRUE(result.ok()) << text << ": " << result.error().message;
      EXPECT_TRUE(result->series.empty()) << text;
    }
  }
}

TEST(Engine, SampleLimitIsAnError) {
  EngineOptions options = Options(1);
  options.max_samples = 1000;
  const auto result =
      Query(RandomSource(), "rate(a_total[5m])", {.start = kTo, .end = kTo}, options);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, Exit::kOutside);
}

// One sample an hour.
model::MemorySource HourlySource() {
  model::MemorySource source;
  for (int i = 0; i < 48; ++i) source.Add({{"__name__", "jobs_total"}}, kStart + i * kHour, i);
  source.Finish();
  return source;
}

TEST(Engine, LookbackFollowsTheDataUnlessFixed) {
  const model::MemorySource source = HourlySource();
  const QueryParams params{.start = kStart + 10 * kHour + 40 * kMinute};
  EXPECT_EQ(Query(source, "jobs_total", params, {})->series.size(), 1u);
  EXPECT_EQ(Query(source, "jobs_total", params, {.lookback = 5 * kMinute})->series.size(), 0u);
  // Not for ever: 2.5 hours after the last sample it is gone.
  const Timestamp last = kStart + 47 * kHour;
  EXPECT_EQ(Query(source, "jobs_total", {.start = last + 149 * kMinute}, {})->series.size(), 1u);
  EXPECT_EQ(Query(source, "jobs_total", {.start = last + 151 * kMinute}, {})->series.size(), 0u);
}

TEST(Engine, HintsAtARangeThatIsTooShort) {
  const model::MemorySource source = HourlySource();
  const QueryParams params{
      .start = kStart + 2 * kHour, .end = kStart + 20 * kHour, .step = 10 * kMinute};
  const auto short_range = Query(source, "rate(jobs_total[1h])", params, {});
  ASSERT_EQ(short_range->annotations.size(), 1u);
  EXPECT_NE(short_range->annotations[0].text.find("use at least [2h]"), std::string::npos)
      << short_range->annotations[0].text;
  EXPECT_TRUE(short_range->series.empty());
  EXPECT_TRUE(Query(source, "rate(jobs_total[2h])", params, {})->annotations.empty());
  EXPECT_FALSE(Query(source, "rate(jobs_total[2h])", params, {})->series.empty());
}

TEST(Engine, StaleMarkerEndsASeriesAtOnce) {
  model::MemorySource source;
  const model::Labels up{{"__name__", "up"}};
  source.Add(up, kStart, 1);
  source.Add(up, kStart + 15'000, model::StaleMarker());
  source.Add(up, kStart + 30'000, 0);
  source.Finish();
  const auto result =
      Query(source, "up", {.start = kStart, .end = kStart + 40'000, .step = 10'000}, Options(1));
  ASSERT_EQ(result->series.size(), 1u);
  EXPECT_EQ(result->series[0].times,
            (std::vector<Timestamp>{kStart, kStart + 10'000, kStart + 30'000, kStart + 40'000}));
  // Ranges pass over it.
  EXPECT_EQ(Query(source, "count_over_time(up[1m])", {.start = kStart + 40'000}, Options(1))
                ->series[0]
                .values[0],
            2);
}

TEST(Engine, EqualLabelsAfterDroppingTheNameAreAnError) {
  const QueryParams params{.start = kTo};
  for (const char* text :
       {"-{__name__=~'a_total|b_total'}", "sum(rate({__name__=~'a_total|b_total'}[5m]))",
        "abs({__name__=~'a_total|b_total'})", "{__name__=~'a_total|b_total'} * 2"}) {
    SCOPED_TRACE(text);
    const auto result = Query(RandomSource(), text, params, Options(1));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, Exit::kUsage);
    EXPECT_EQ(result.error().message, "vector cannot contain metrics with the same labelset");
  }
}

TEST(Engine, HyperbolicFunctionsOverflowWherePrometheusDoes) {
  const std::pair<const char*, double> values[] = {
      {"sinh(vector(709.7))", std::exp(709.7) / 2},
      {"cosh(vector(-709.7))", std::exp(709.7) / 2},
      {"sinh(vector(-710))", -HUGE_VAL},
      {"cosh(vector(710))", HUGE_VAL},
      {"sinh(vector(1))", std::sinh(1)},
      {"cosh(vector(1))", std::cosh(1)},
  };
  for (const auto& [text, value] : values) {
    SCOPED_TRACE(text);
    const auto result = Query(RandomSource(), text, {.start = kTo, .end = kTo}, Options(1));
    ASSERT_TRUE(result.ok());
    ASSERT_EQ(result->series.size(), 1u);
    EXPECT_DOUBLE_EQ(result->series[0].values[0], value);
  }
}

// As in Prometheus, also where its name is taken over from the other side.
TEST(Engine, BoolTakesTheNameAwayLast) {
  const QueryParams params{.start = kTo};
  const std::pair<const char*, const char*> names[] = {
      {"gauge != on (instance) group_left (__name__) a_total", "a_total"},
      {"gauge < bool on (instance) group_left () a_total", ""},
      {"gauge < bool on (instance) group_left (__name__) a_total", ""},
      {"gauge < bool on (__name__, instance) gauge", ""},
      {"gauge + on (instance) group_left (__name__) a_total", "a_total"},
  };
  for (const auto& [text, name] : names) {
    SCOPED_TRACE(text);
    const auto result = Query(RandomSource(), text, params, Options(1));
    ASSERT_TRUE(result.ok()) << result.error().message;
    ASSERT_FALSE(result->series.empty());
    for (const model::Series& series : result->series) EXPECT_EQ(series.labels.metric_name(), name);
  }
}

TEST(Engine, DelayedNameRemovalLetsAggregationsSeeTheName) {
  EngineOptions options = Options(1);
  options.delayed_name_removal = true;
  const auto result =
      Query(RandomSource(), "sum by (__name__) (rate({__name__=~'a_total|b_total'}[5m]))",
            {.start = kTo}, options);
  EXPECT_FALSE(result.ok());  // both sums lose the name at the end, and then are equal
  const auto renamed =
      Query(RandomSource(),
            "label_replace(sum by (__name__) (rate({__name__=~'a_total|b_total'}[5m])), 'metric', "
            "'$1', '__name__', '(.*)')",
            {.start = kTo}, options);
  ASSERT_TRUE(renamed.ok()) << renamed.error().message;
  EXPECT_EQ(renamed->series.size(), 2u);
}

TEST(Engine, DelayedNameRemovalIsOfTheElementsThatLoseTheirName) {
  EngineOptions options = Options(1);
  options.delayed_name_removal = true;
  // The left side has series of the same labels, but no sample.
  const auto result = Query(RandomSource(), "(gauge < -1) or changes(gauge{instance='1'}[5m])",
                            {.start = kTo - 60'000, .end = kTo, .step = 60'000}, options);
  ASSERT_TRUE(result.ok()) << result.error().message;
  ASSERT_FALSE(result->series.empty());
  for (const model::Series& series : result->series)
    EXPECT_EQ(series.labels.metric_name(), "") << series.labels.ToString();
}

TEST(Engine, AbsentGivesTheLabelsThatAreAskedForLast) {
  const std::pair<const char*, model::Labels> cases[] = {
      {"absent(none{job!='a',job='b'})", {{"job", "b"}}},
      {"absent(none{job='b',job!='a'})", {}},
      {"absent(none{job='a',job='b',job='c',zone='x'})", {{"zone", "x"}}},
  };
  for (const auto& [text, labels] : cases)
    EXPECT_EQ(Query(RandomSource(), text, {.start = kTo}, Options(1))->series[0].labels, labels)
        << text;
}

// Upstream looks at the "one" side only at steps where the other side has something.
TEST(Engine, EqualElementsOfOneSideAreNoErrorWhereTheOtherIsEmpty) {
  const QueryParams instant{.start = kTo};
  const QueryParams steps{.start = kFrom, .end = kTo, .step = 60'000};
  for (const char* text : {"none + on (job) gauge", "gauge * on (job) group_right none",
                           "(gauge < -1) == on (job) group_left gauge"}) {
    for (const QueryParams& params : {instant, steps}) {
      const auto result = Query(RandomSource(), text, params, Options(1));
      ASSERT_TRUE(result.ok()) << text << ": " << result.error().message;
      EXPECT_TRUE(result->series.empty());
    }
  }
  for (const char* text : {"a_total + on (job) gauge", "none + on (job) fill (0) gauge"})
    EXPECT_FALSE(Query(RandomSource(), text, instant, Options(1)).ok()) << text;
}

TEST(Engine, AnnotationsHaveThePlaceInTheText) {
  const auto result = Query(RandomSource(), "sum(\n  rate(gauge[5m]))", {.start = kTo}, Options(1));
  ASSERT_EQ(result->annotations.size(), 1u);
  EXPECT_EQ(result->annotations[0].text,
            "PromQL info: metric might not be a counter, name does not end in "
            "_total/_sum/_count/_bucket: \"gauge\" (2:8)");
  EXPECT_EQ(result->annotations[0].level, model::Annotation::Level::kInfo);
}

TEST(Engine, RangeQueryMustBeScalarOrVector) {
  const QueryParams params{.start = kFrom, .end = kTo, .step = 1000};
  EXPECT_FALSE(Query(RandomSource(), "gauge[5m]", params, Options(1)).ok());
  EXPECT_FALSE(Query(RandomSource(), "'text'", params, Options(1)).ok());
  EXPECT_FALSE(
      Query(RandomSource(), "gauge", {.start = kTo, .end = kFrom, .step = 1000}, Options(1)).ok());
  EXPECT_EQ(Query(RandomSource(), "gauge{instance='1'}[1m]", {.start = kTo}, Options(1))->type,
            model::ResultType::kMatrix);
}

}  // namespace
}  // namespace plumb::promql
