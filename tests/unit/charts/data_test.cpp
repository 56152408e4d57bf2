// What is made of data before they are drawn: selections, periods, marks, rows of heatmaps,
// letters.
#include <cmath>
#include <random>
#include <set>

#include "charts/chart.h"
#include "charts/compare.h"
#include "charts/heat_rows.h"
#include "charts/marks.h"
#include "charts/mirror.h"
#include "charts/selection.h"
#include "charts/spark_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::charts {
namespace {

using model::Labels;
using testing::ElementsAre;

model::Series Every(DurationMs step, Labels labels, std::vector<double> values) {
  model::Series series{.labels = std::move(labels)};
  for (size_t i = 0; i < values.size(); ++i)
    series.times.push_back(static_cast<Timestamp>(i) * step);
  series.values = std::move(values);
  return series;
}

std::vector<std::string> NamesOf(const Selection& selection) {
  std::vector<std::string> names;
  for (const Selected& each : selection.series) names.push_back(each.name);
  return names;
}

Data Three() {
  return {.series = {Every(1000, {{"a", "x"}, {"b", "1"}}, {9, 1}),
                     Every(1000, {{"a", "y"}, {"b", "2"}}, {2, 2}),
                     Every(1000, {{"a", "z"}, {"b", "3"}}, {1, 3})}};
}

TEST(Select, SortsByAStatisticOrByName) {
  const Data data = Three();
  Request request;
  request.name_template = "{{a}}";
  EXPECT_THAT(NamesOf(Select(data, request, 9)), ElementsAre("z", "y", "x"));
  request.sort = Sorting{.by = *Reduction::Find("max"), .descending = true};
  EXPECT_THAT(NamesOf(Select(data, request, 9)), ElementsAre("x", "z", "y"));
  request.sort->descending = false;
  EXPECT_THAT(NamesOf(Select(data, request, 9)), ElementsAre("y", "z", "x"));
  request.sort = Sorting{};
  EXPECT_THAT(NamesOf(Select(data, request, 9)), ElementsAre("x", "y", "z"));
}

TEST(Select, FillsTemplatesIn) {
  const Data data = Three();
  Request request;
  request.sort = Sorting{};
  request.name_template = "{{ a }}-{{b}}{{none}} {{";
  EXPECT_EQ(NamesOf(Select(data, request, 9)).front(), "x-1 {{");
}

TEST(Select, SumsTheOthers) {
  const Data data = Three();
  Request request;
  request.others = true;
  const Selection selection = Select(data, request, 1);
  ASSERT_EQ(selection.series.size(), 2u);
  EXPECT_EQ(selection.left_out, 0u);
  EXPECT_TRUE(selection.series[1].others);
  EXPECT_EQ(selection.series[1].name, "others (2)");
  EXPECT_THAT(selection.series[1].series->values, ElementsAre(3, 5));
}

TEST(Select, AHashKeepsTheColourWhateverElseIsDrawn) {
  Request request;
  request.color_by = ColorBy::kHash;
  Data data;
  for (int i = 0; i < 30; ++i)
    data.series.push_back(Every(1000, {{"a", std::to_string(i)}}, {1.0 * i, 1}));
  const Selection all = Select(data, request, 100);
  std::set<uint32_t> numbers;
  for (const Selected& each : all.series) {
    EXPECT_TRUE(numbers.insert(each.number).second);
    const Data alone = {.series = {*each.series}};
    EXPECT_EQ(Select(alone, request, 1).series[0].number % scene::kSeriesColors,
              each.number % scene::kSeriesColors);
  }
}

TEST(SplitPeriods, PutsTheEarlierPeriodUnderTheLaterOne) {
  Data data = {.series = {Every(kHour, {{"a", "x"}}, std::vector<double>(192, 1.0))}};
  for (size_t i = 0; i < 192; ++i) data.series[0].values[i] = static_cast<double>(i);
  ASSERT_TRUE(SplitPeriods(data, 7 * kDay).ok());
  ASSERT_EQ(data.earlier.size(), 1u);
  EXPECT_EQ(data.series[0].times.front(), 168 * kHour);
  EXPECT_EQ(data.earlier[0].times.front(), 168 * kHour);
  EXPECT_EQ(data.earlier[0].values.front(), 0);
  EXPECT_EQ(data.series[0].values.front(), 168);
  EXPECT_EQ(data.series[0].times.size(), data.earlier[0].times.size());
}

TEST(SplitPeriods, NeedsMoreThanTheDistance) {
  Data data = {.series = {Every(kHour, {}, {1, 2, 3})}};
  EXPECT_EQ(SplitPeriods(data, kDay).error().code, Exit::kNoData);
}

TEST(TakeMarks, MakesMarksOfTheirMetric) {
  Data data = {.series = {Every(1000, {{"__name__", "plumb_mark"}, {"text", "deploy"}}, {1, 0, 1}),
                          Every(1000, {{"__name__", "up"}}, {1})},
               .marks = {{500, "by hand"}}};
  TakeMarks(data);
  ASSERT_EQ(data.series.size(), 1u);
  ASSERT_EQ(data.marks.size(), 3u);
  EXPECT_EQ(data.marks[0].text, "deploy");
  EXPECT_EQ(data.marks[1].text, "by hand");
  EXPECT_EQ(data.marks[2].time, 2000);
}

TEST(Mirror, ChangesSignsAndKeepsStaleMarkers) {
  Data data = {.series = {Every(1000, {{"dir", "out"}}, {1, model::StaleMarker(), -2}),
                          Every(1000, {{"dir", "in"}}, {1, 1, 1})}};
  Mirror(data, *text::Regex::Compile("o.*"));
  EXPECT_EQ(data.series[0].values[0], -1);
  EXPECT_TRUE(model::IsStale(data.series[0].values[1]));
  EXPECT_EQ(data.series[0].values[2], 2);
  EXPECT_EQ(data.series[1].values[0], 1);
}

model::Series Bucket(const std::string& le, std::vector<double> values, std::string name = "") {
  Labels labels = name.empty() ? Labels{{"le", le}} : Labels{{"__name__", name}, {"le", le}};
  return Every(1000, labels, std::move(values));
}

TEST(HeatRows, BucketsLoseWhatIsBelowThem) {
  const Data data = {.series = {Bucket("+Inf", {10, 7}), Bucket("0.5", {4, 4}),
                                Bucket("0.1", {1, 3}), Bucket("5.0", {10, 7})}};
  ASSERT_TRUE(IsHistogram(data));
  const HeatRows rows = MakeHeatRows(data, {}, 40);
  ASSERT_EQ(rows.rows.size(), 3u);  // nothing is above 5
  EXPECT_TRUE(rows.counts);
  EXPECT_THAT(rows.rows[0].series.values, ElementsAre(1, 3));
  EXPECT_THAT(rows.rows[1].series.values, ElementsAre(3, 1));
  EXPECT_THAT(rows.rows[2].series.values, ElementsAre(6, 3));
}

TEST(HeatRows, RawCountersBecomeIncreases) {
  const Data data = {
      .series = {Bucket("1.0", {5, 8, 2}, "x_bucket"), Bucket("+Inf", {5, 9, 4}, "x_bucket")}};
  const HeatRows rows = MakeHeatRows(data, {}, 40);
  ASSERT_EQ(rows.rows.size(), 2u);
  EXPECT_THAT(rows.rows[0].series.values, ElementsAre(3, 2));
  EXPECT_THAT(rows.rows[1].series.values, ElementsAre(1, 2));
}

TEST(HeatRows, NoCountIsLostWhenRowsAreJoined) {
  std::mt19937 random(5);
  Data data;
  double total = 0;
  std::vector<double> cumulative(3, 0);
  for (int bound = 1; bound <= 50; ++bound) {
    for (double& c : cumulative) c += static_cast<double>(random() % 10);
    data.series.push_back(Bucket(std::to_string(bound), cumulative));
  }
  for (const double c : cumulative) total += c;
  for (const size_t most : {1u, 7u, 49u, 50u, 60u}) {
    double sum = 0;
    const HeatRows rows = MakeHeatRows(data, {}, most);
    EXPECT_LE(rows.rows.size(), most);
    for (const HeatRow& row : rows.rows)
      for (const double v : row.series.values) sum += v;
    EXPECT_DOUBLE_EQ(sum, total) << most;
  }
}

model::Histogram Native(std::vector<double> buckets, int schema) {
  model::Histogram histogram;
  histogram.schema = schema;
  histogram.reset_hint = model::ResetHint::kGauge;
  histogram.positive_spans = {{0, static_cast<uint32_t>(buckets.size())}};
  histogram.positive_buckets = std::move(buckets);
  return histogram;
}

TEST(HeatRows, NativeHistogramsAreCountedInBucketsThatFit) {
  model::Series series{.labels = {{"a", "x"}}};
  series.histograms.push_back(
      {0, std::make_shared<model::Histogram>(Native(std::vector<double>(64, 1), 3)), 0});
  series.histograms.push_back({1000, std::make_shared<model::Histogram>(Native({5, 6}, 0)), 0});
  const Data data = {.series = {series}};
  ASSERT_TRUE(IsHistogram(data));
  for (const size_t most : {40u, 4u}) {
    const HeatRows rows = MakeHeatRows(data, {}, most);
    EXPECT_LE(rows.rows.size(), most);
    double first = 0;
    double second = 0;
    for (const HeatRow& row : rows.rows) {
      first += row.series.values[0];
      second += row.series.values[1];
    }
    EXPECT_DOUBLE_EQ(first, 64);
    EXPECT_DOUBLE_EQ(second, 11);
  }
}

TEST(Draw, NativeHistogramsAreNoLines) {
  model::Series series{.labels = {{"a", "x"}}};
  series.histograms.push_back({0, std::make_shared<model::Histogram>(Native({5, 6}, 0)), 0});
  Request request;
  request.type = "line";
  const auto drawn = Draw({.series = {series}}, request);
  ASSERT_FALSE(drawn.ok());
  EXPECT_THAT(drawn.error().message, testing::HasSubstr("histogram_quantile"));
}

TEST(Draw, EveryTypeDrawsAnyData) {
  std::mt19937 random(11);
  const std::vector<double> odd = {NAN,   INFINITY, -INFINITY, 0,
                                   1e308, -1e308,   5e-324,    model::StaleMarker()};
  for (const ChartType* type : ChartTypes()) {
    for (int round = 0; round < 60; ++round) {
      Data data;
      for (size_t i = 0; i <= random() % 12; ++i) {
        std::vector<double> values;
        for (size_t k = 0; k <= random() % 40; ++k)
          values.push_back(random() % 4 == 0
                               ? odd[random() % odd.size()]
                               : std::pow(10.0, static_cast<double>(random() % 9)) - 50);
        data.series.push_back(Every(1000, {{"le", std::to_string(i)}, {"b", "\x1b<&"}}, values));
      }
      Request request;
      request.type = type->name;
      request.medium = random() % 2 == 0 ? scene::Medium::kCells : scene::Medium::kPicture;
      request.width = static_cast<double>(random() % 1000);
      request.height = random() % 3 == 0 ? static_cast<double>(random() % 500) : 0;
      request.others = random() % 2 == 0;
      request.top = random() % 4;
      request.connect = random() % 2 == 0;
      request.by = random() % 4 == 0 ? "le" : "";
      request.thresholds = *ParseThresholds("-5:ok,10:warning,1e6:critical");
      if (random() % 2 == 0) request.scale = ValueScale::kLog;
      const auto drawn = Draw(std::move(data), request);
      if (!drawn.ok()) {
        EXPECT_EQ(drawn.error().code, Exit::kNoData) << drawn.error().message;
        continue;
      }
      EXPECT_GT(drawn->width, 0) << type->name;
      EXPECT_GT(drawn->height, 0) << type->name;
      EXPECT_FALSE(drawn->description.empty()) << type->name;
    }
  }
}

TEST(Spark, ASpikeIsSeenHoweverFewLettersThereAre) {
  std::vector<double> values(1000, 1);
  values[613] = 50;
  const model::Series series = Every(1000, {}, values);
  for (const size_t letters : {1u, 7u, 20u}) {
    const std::string text = Spark(series, 0, letters, SparkGlyphs::kAscii);
    EXPECT_LE(text.size(), letters);
    EXPECT_NE(text.find('@'), std::string::npos) << text;
  }
}

TEST(Spark, WhatIsMissingIsBlank) {
  model::Series series = Every(1000, {}, {1, 2, 3});
  series.times[2] = 4000;
  EXPECT_EQ(Spark(series, 1000, 20, SparkGlyphs::kAscii), "_+  @");
}

}  // namespace
}  // namespace plumb::charts
