#include "query/missing.h"

#include <gtest/gtest.h>

#include "model/memory_source.h"
#include "promql/parser.h"
#include "query/listing.h"

namespace plumb::query {
namespace {

constexpr Timestamp kNow = 100'000'000;

class Missing : public testing::Test {
 protected:
  void SetUp() override {
    source_.Add({{"__name__", "up"}, {"job", "node"}}, kNow, 1);
    source_.Add({{"__name__", "old"}}, kNow - kDay, 1);
    source_.AddHistogram({{"__name__", "latency"}}, kNow, {.count = 1});
    source_.AddHistogram({{"__name__", "old_latency"}}, kNow - kDay, {.count = 1});
    source_.Finish();
  }
  std::string Explain(const char* expression) {
    const auto expr = promql::ParseExpression(expression);
    EXPECT_TRUE(expr.ok()) << expression;
    return ExplainMissing(**expr, source_, {kNow, kNow}, {.lookback = lookback_})->value_or("");
  }
  model::MemorySource source_;
  DurationMs lookback_ = 5 * kMinute;
};

TEST_F(Missing, AFilterIsNoMissingData) {
  EXPECT_EQ(Explain("up == 5"), "");
  EXPECT_EQ(Explain("sum by (job) (up) > 3"), "");
}

TEST_F(Missing, HistogramsAreSamplesToo) {
  EXPECT_EQ(Explain("latency > 3"), "");
  EXPECT_EQ(Explain("max_over_time(latency[1m])"), "");
  EXPECT_EQ(
      Explain("old_latency"),
      "no data: 'old_latency' has no sample in the window; it has samples at other times only");
}

TEST_F(Missing, SaysTheLikelyCause) {
  EXPECT_EQ(
      Explain("upp"),
      "no data: 'upp' has no sample in the window; there is no such metric, did you mean 'up'?");
  EXPECT_EQ(Explain("up{job=\"x\"}"),
            "no data: 'up{job=\"x\"}' has no sample in the window; the metric is there, but not "
            "with these labels: nothing has job=\"x\"");
  EXPECT_EQ(Explain("rate(old[5m])"),
            "no data: 'old' has no sample in the window; it has samples at other times only");
  EXPECT_EQ(Explain("up and {job=\"none\"}"),
            "no data: '{job=\"none\"}' has no sample in the window; no series has these labels");
}

TEST_F(Missing, TheWindowFollowsOffsetsAndSubqueries) {
  EXPECT_EQ(Explain("old offset 1d"), "");
  EXPECT_NE(Explain("up offset 1d"), "");
  EXPECT_EQ(Explain("max_over_time(old[2d])"), "");
  EXPECT_EQ(Explain("max_over_time(old[1d:1m])"), "");
  EXPECT_EQ(Explain("old @ 13600"), "");
  EXPECT_NE(Explain("old @ end()"), "");
}

TEST_F(Missing, AnAutomaticLookbackIsThatOfTheSeries) {
  lookback_ = 0;
  model::MemorySource recorded;
  for (int i = 0; i < 3; ++i) recorded.Add({{"__name__", "hourly"}}, kNow - (4 - i) * kHour, 1);
  for (int i = 0; i < 3; ++i) recorded.Add({{"__name__", "fast"}}, kNow - (15 - i) * kMinute, 1);
  recorded.Finish();
  source_ = std::move(recorded);
  EXPECT_EQ(Explain("hourly"), "");
  EXPECT_NE(Explain("fast"), "");
  EXPECT_NE(Explain("sum(fast) > 0"), "");
  EXPECT_EQ(Explain("rate(fast[20m])"), "");
  EXPECT_NE(Explain("rate(fast[10m])"), "");
}

TEST(Listing, SeriesOfAHistogramAreOneMetric) {
  model::MemorySource source;
  for (const char* name : {"lat_bucket", "lat_count", "lat_sum", "bare_count"})
    source.Add({{"__name__", name}}, 0, 1);
  ASSERT_TRUE(source
                  .OnMetadata(model::SampleSink::MetadataField::kType,
                              {.metric = "lat", .type = model::MetricType::kHistogram})
                  .ok());
  source.Finish();
  const auto metrics =
      ListMetrics(source, {.matchers = {}, .range = {model::kMinTime, model::kMaxTime}});
  EXPECT_EQ(*metrics, (std::vector<model::Metadata>{
                          {.metric = "bare_count"},
                          {.metric = "lat", .type = model::MetricType::kHistogram}}));
}

}  // namespace
}  // namespace plumb::query
