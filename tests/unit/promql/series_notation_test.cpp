#include "promql/series_notation.h"

#include <gtest/gtest.h>

#include "model/sample.h"

namespace plumb::promql {
namespace {

SeriesDescription Parse(std::string_view text) {
  Result<SeriesDescription> series = ParseSeriesDescription(text);
  EXPECT_TRUE(series.ok()) << (series.ok() ? "" : series.error().message);
  return series.ok() ? *std::move(series) : SeriesDescription();
}

std::string ErrorOf(std::string_view text) {
  const Result<SeriesDescription> series = ParseSeriesDescription(text);
  return series.ok() ? "parsed"
                     : series.error().message.substr(0, series.error().message.find('\n'));
}

TEST(SeriesNotation, StaleKeepsItsBits) {
  const SeriesDescription series = Parse("x 1 stale stalex2 NaN");
  ASSERT_EQ(series.values.size(), 6u);
  EXPECT_TRUE(model::IsStale(series.values[1].value));
  EXPECT_TRUE(model::IsStale(series.values[4].value));
  EXPECT_FALSE(model::IsStale(series.values[5].value));
}

TEST(SeriesNotation, CountsTimesFromTheFirstValue) {
  const SeriesDescription series = Parse("x 0+10x3 5x2 _x2 1e3-0.5x1 -Infx1");
  std::vector<double> values;
  size_t omitted = 0;
  for (const SequenceValue& value : series.values) {
    if (value.omitted) {
      ++omitted;
    } else {
      values.push_back(value.value);
    }
  }
  EXPECT_EQ(omitted, 2u);
  constexpr double kInf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(values, (std::vector<double>{0, 10, 20, 30, 5, 5, 5, 1000, 999.5, -kInf, -kInf}));
}

TEST(SeriesNotation, TakesNamesOfAllKinds) {
  EXPECT_EQ(Parse("{\"a.b\", \"c d\"=\"}\"} 1").labels.ToString(), "{\"a.b\",\"c d\"=\"}\"}");
  EXPECT_EQ(Parse("sum{by=\"x\"} 1").labels.ToString(), "sum{by=\"x\"}");
  EXPECT_EQ(Parse("node:x").labels.ToString(), "node:x");
}

TEST(SeriesNotation, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(ErrorOf("x 1 2 y"), "1:7: parse error: unexpected \"y\" in series values");
  EXPECT_EQ(ErrorOf("x 1+2"), "1:6: parse error: unexpected end of input in series values");
  EXPECT_EQ(ErrorOf("x{a=b} 1"),
            "1:5: parse error: unexpected identifier \"b\" in label set, expected string");
  EXPECT_EQ(ErrorOf("x{a=\"b\"}1"), "1:9: parse error: unexpected \"1\" in series values");
  EXPECT_EQ(ErrorOf("x 0x99999999999"), "1:5: parse error: more than 1000000 values in a series");
  EXPECT_EQ(ErrorOf("x 0x600000 0x600000"),
            "1:20: parse error: more than 1000000 values in a series");
  EXPECT_EQ(ErrorOf("x {{schema:99}}"),
            "1:12: parse error: histogram schema 99 is not -4 to 8 or -53");
}

TEST(SeriesNotation, HistogramsKnowWhetherAHintWasWritten) {
  const SeriesDescription series = Parse("x {{count:1}} {{count:1 counter_reset_hint:unknown}}");
  ASSERT_EQ(series.values.size(), 2u);
  EXPECT_FALSE(series.values[0].has_reset_hint);
  EXPECT_TRUE(series.values[1].has_reset_hint);
}

TEST(ParseMetric, IsTheLabelsAlone) {
  EXPECT_EQ(ParseMetric("x{a=\"b\"}")->ToString(), "x{a=\"b\"}");
  EXPECT_FALSE(ParseMetric("x{a=\"b\"} 1").ok());
  EXPECT_TRUE(ParseMetric("{}")->empty());
}

}  // namespace
}  // namespace plumb::promql
