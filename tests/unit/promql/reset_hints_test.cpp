#include "promql/reset_hints.h"

#include <gtest/gtest.h>

#include "model/histogram_text.h"
#include "promql/parser.h"

namespace plumb::promql {
namespace {

size_t CountFound(const char* text) {
  const auto expr = ParseExpression(text);
  EXPECT_TRUE(expr.ok()) << text;
  return FindStatsSelectors(**expr).size();
}

TEST(FindStatsSelectors, FindsWhereOnlyCountsAndSumsAreRead) {
  EXPECT_EQ(CountFound("histogram_count(sum(rate(h[5m])))"), 1u);
  EXPECT_EQ(CountFound("histogram_sum(a) / histogram_avg(b + c)"), 3u);
  EXPECT_EQ(CountFound("h"), 0u);
  EXPECT_EQ(CountFound("histogram_count(increase(h[40m:9m]))"), 0u);
  EXPECT_EQ(CountFound("histogram_count(h </ 3)"), 0u);
  EXPECT_EQ(CountFound("histogram_quantile(0.5, a unless histogram_count(b) == 0)"), 0u);
  EXPECT_EQ(CountFound("histogram_count(a unless histogram_quantile(0.5, b) < 3)"), 1u);
}

TEST(DetectResetHints, ComparesEachWithTheOneBefore) {
  std::vector<model::HistogramPoint> points;
  for (const char* text : {"{{count:5}}", "{{count:7}}", "{{count:2}}",
                           "{{count:9 counter_reset_hint:gauge}}", "{{count:9}}"})
    points.push_back(
        {.time = static_cast<Timestamp>(points.size()),
         .histogram = std::make_shared<const model::Histogram>(*model::ParseHistogram(text))});
  DetectResetHints(points);
  using model::ResetHint;
  const ResetHint expected[] = {ResetHint::kUnknown, ResetHint::kNotReset, ResetHint::kReset,
                                ResetHint::kGauge, ResetHint::kNotReset};
  for (size_t i = 0; i < points.size(); ++i)
    EXPECT_EQ(points[i].histogram->reset_hint, expected[i]) << i;
}

}  // namespace
}  // namespace plumb::promql
