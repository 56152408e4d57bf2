// Whole evaluations over series of histograms, of floats, and of both.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "base/number.h"
#include "model/histogram_arithmetic.h"
#include "model/histogram_text.h"
#include "model/memory_source.h"
#include "promql/engine.h"
#include "promql/parser.h"
#include "random_histogram.h"

namespace plumb::promql {
namespace {

constexpr Timestamp kStart = 1'700'000'000'000;
constexpr Timestamp kFrom = kStart + 5 * kMinute;
constexpr Timestamp kTo = kStart + 20 * kMinute;

// Of each instance a counter of histograms `h`, its count as a float `h_count`, and `mixed`, which
// is now this and now that. Resets, gaps, stale markers; some with custom buckets.
const model::MemorySource& RandomSource() {
  static const auto source = [] {
    auto made = std::make_unique<model::MemorySource>();
    std::mt19937 random(42);
    for (int s = 0; s < 12; ++s) {
      const auto labels = [s](const char* name) {
        return model::Labels{{"__name__", name},
                             {"instance", std::to_string(s)},
                             {"job", s % 3 == 0 ? "custom" : "exponential"}};
      };
      const auto next = [&random, s] {
        return s % 3 == 0 ? tests::RandomCustom(random) : tests::RandomExponential(random, s % 2);
      };
      model::Histogram total = next();
      for (int i = 0; i < 100; ++i) {
        if (random() % 20 == 0) continue;
        total = random() % 15 == 0 ? next() : model::AddHistograms(total, next(), 1)->histogram;
        const Timestamp t = kStart + i * 15'000 + s % 2 * 1000;
        made->AddHistogram(labels("h"), t, total);
        made->Add(labels("h_count"), t, total.count);
        if (random() % 40 == 0) {
          made->Add(labels("mixed"), t, model::StaleMarker());
        } else if (i % 30 < 15) {
          made->Add(labels("mixed"), t, total.count);
        } else {
          made->AddHistogram(labels("mixed"), t, total);
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
      "h",
      "mixed",
      "-h",
      "h * 3",
      "mixed / 2",
      "h + on(instance) mixed",
      "h - on(instance) h",
      "h == on(instance) mixed",
      "mixed > 3",
      "h and on(instance) mixed",
      "mixed or h",
      "h >/ 1",
      "rate(h[2m])",
      "rate(mixed[2m])",
      "increase(h[1m] offset 30s)",
      "delta(h[2m])",
      "irate(mixed[2m])",
      "idelta(h[2m])",
      "resets(mixed[3m])",
      "changes(mixed[3m])",
      "sum_over_time(h[2m])",
      "avg_over_time(mixed[1m])",
      "last_over_time(mixed[2m])",
      "first_over_time(mixed[2m])",
      "count_over_time(mixed[2m])",
      "max_over_time(mixed[5m])",
      "ts_of_last_over_time(mixed[1m])",
      "rate(h[2m:30s])",
      "sum(h)",
      "sum by (job) (rate(h[2m]))",
      "avg by (job) (h)",
      "sum by (job) (mixed)",
      "count(mixed)",
      "max(mixed)",
      "topk(3, mixed)",
      "limitk(3, h)",
      "limit_ratio(0.5, mixed)",
      "count_values by (job) ('v', h)",
      "histogram_quantile(0.9, h)",
      "histogram_quantile(0.9, sum by (job) (rate(h[2m])))",
      "histogram_fraction(0, 2, mixed)",
      "histogram_count(sum by (job) (h))",
      "histogram_stddev(mixed)",
      "timestamp(mixed)",
      "absent(h)",
      "label_replace(mixed, 'x', '$1', 'instance', '(.)')",
      "abs(mixed)",
      "h @ 1700000600",
  };
  return expressions;
}

EngineOptions Options(unsigned threads) {
  return {.lookback = 5 * kMinute, .threads = threads};
}

Result<model::QueryResult> Query(const std::string& text, const QueryParams& params,
                                 const EngineOptions& options = Options(1)) {
  const auto expr = ParseExpression(text);
  if (!expr.ok()) return expr.error();
  QueryParams with_text = params;
  with_text.text = text;
  return Evaluate(**expr, RandomSource(), with_text, options);
}

using Points = std::map<std::pair<std::string, Timestamp>, std::string>;

Points PointsOf(const model::QueryResult& result) {
  Points points;
  for (const model::Series& series : result.series) {
    for (size_t i = 0; i < series.times.size(); ++i)
      points[{series.labels.ToString(), series.times[i]}] = FormatGeneral(series.values[i]);
    for (const model::HistogramPoint& point : series.histograms) {
      std::string text;
      model::AppendHistogram(text, *point.histogram);
      const bool added =
          points.try_emplace({series.labels.ToString(), point.time}, std::move(text)).second;
      EXPECT_TRUE(added) << "a float and a histogram at one time";
    }
  }
  return points;
}

TEST(HistogramEngine, RangeIsTheInstantsOneAfterTheOther) {
  for (const std::string& text : Expressions()) {
    SCOPED_TRACE(text);
    const auto range = Query(text, {.start = kFrom, .end = kTo, .step = 47'000});
    ASSERT_TRUE(range.ok()) << range.error().message;
    Points instants;
    for (Timestamp t = kFrom; t <= kTo; t += 47'000) {
      const auto instant = Query(text, {.start = t, .end = t});
      ASSERT_TRUE(instant.ok()) << instant.error().message;
      instants.merge(PointsOf(*instant));
    }
    EXPECT_EQ(PointsOf(*range), instants);
  }
}

TEST(HistogramEngine, ThreadsDoNotShow) {
  for (const std::string& text : Expressions()) {
    SCOPED_TRACE(text);
    const QueryParams params{.start = kFrom, .end = kTo, .step = 500};
    const auto one = Query(text, params, Options(1));
    const auto five = Query(text, params, Options(5));
    ASSERT_TRUE(one.ok() && five.ok());
    EXPECT_EQ(PointsOf(*one), PointsOf(*five));
    EXPECT_EQ(one->annotations, five->annotations);
  }
}

// What can be said of the count alone: a float series of it must say the same.
TEST(HistogramEngine, CountsAreAsTheFloatsBesideThem) {
  const std::pair<const char*, const char*> pairs[] = {
      {"histogram_count(h)", "h_count + 0"},
      {"histogram_count(h * 2)", "h_count * 2"},
      {"histogram_count(h * on (instance, job) (h_count * 0 + 2))", "h_count * 2"},
      {"histogram_count((h_count * 0 + 2) * on (instance, job) h)", "h_count * 2"},
      {"histogram_count(sum by (job) (h))", "sum by (job) (h_count)"},
      {"histogram_count(avg by (job) (h))", "avg by (job) (h_count)"},
      {"histogram_count(delta(h[2m]))", "delta(h_count[2m])"},
      {"histogram_count(sum_over_time(h[2m]))", "sum_over_time(h_count[2m])"},
      {"histogram_count(avg_over_time(h[2m]))", "avg_over_time(h_count[2m])"},
      {"count_over_time(h[2m])", "count_over_time(h_count[2m])"},
      {"count by (job) (h)", "count by (job) (h_count)"},
      {"timestamp(h)", "timestamp(h_count)"},
      {"present_over_time(h[2m])", "present_over_time(h_count[2m])"},
      {"ts_of_first_over_time(h[2m])", "ts_of_first_over_time(h_count[2m])"},
  };
  for (const auto& [of_histograms, of_floats] : pairs) {
    SCOPED_TRACE(of_histograms);
    const QueryParams params{.start = kFrom, .end = kTo, .step = 20'000};
    const auto got = Query(of_histograms, params);
    const auto expected = Query(of_floats, params);
    ASSERT_TRUE(got.ok() && expected.ok());
    ASSERT_EQ(got->series.size(), expected->series.size());
    ASSERT_FALSE(got->series.empty());
    for (size_t s = 0; s < got->series.size(); ++s) {
      EXPECT_EQ(got->series[s].labels, expected->series[s].labels);
      ASSERT_EQ(got->series[s].times, expected->series[s].times);
      for (size_t i = 0; i < got->series[s].values.size(); ++i)
        EXPECT_NEAR(got->series[s].values[i], expected->series[s].values[i], 1e-6);
    }
  }
}

TEST(HistogramEngine, TheMemoryLimitCountsHistograms) {
  EngineOptions options = Options(1);
  options.max_memory = 100'000;
  const QueryParams params{.start = kFrom, .end = kTo, .step = 1000};
  const auto result = Query("h{instance='1'}", params, options);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, Exit::kOutside);
  EXPECT_TRUE(Query("h_count{instance='1'}", params, options).ok());
}

TEST(HistogramEngine, StartTimesCountOnlyWhereTheyAreAskedFor) {
  model::MemorySource source;
  const model::Labels labels{{"__name__", "x_total"}};
  for (int i = 0; i < 5; ++i)
    source.Add(labels, kStart + i * kMinute, 60, kStart + i * kMinute - 30'000);
  source.Finish();
  const auto expr = ParseExpression("resets(x_total[5m])");
  EngineOptions options = Options(1);
  const QueryParams params{.start = kStart + 4 * kMinute};
  EXPECT_EQ(Evaluate(**expr, source, params, options)->series[0].values[0], 0);
  options.use_start_times = true;
  EXPECT_EQ(Evaluate(**expr, source, params, options)->series[0].values[0], 4);
  const auto start = ParseExpression("start_timestamp(x_total)");
  EXPECT_EQ(Evaluate(**start, source, params, Options(1))->series[0].values[0],
            static_cast<double>(kStart + 4 * kMinute - 30'000) / 1000);
}

}  // namespace
}  // namespace plumb::promql
