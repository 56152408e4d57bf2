// What is done to series before they are drawn: names, statistics, runs, fewer points.
#include <cmath>
#include <limits>
#include <random>

#include "charts/downsample.h"
#include "charts/names.h"
#include "charts/runs.h"
#include "charts/statistics.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::charts {
namespace {

using model::Labels;
using testing::ElementsAre;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<model::Series> WithLabels(std::vector<Labels> sets) {
  std::vector<model::Series> series;
  for (Labels& labels : sets) series.push_back({.labels = std::move(labels)});
  return series;
}

model::Series Every(DurationMs step, std::vector<double> values) {
  model::Series series;
  for (size_t i = 0; i < values.size(); ++i)
    series.times.push_back(static_cast<Timestamp>(i) * step);
  series.values = std::move(values);
  return series;
}

TEST(NameSeries, SplitsWhatIsSharedFromWhatDiffers) {
  const Names names =
      NameSeries(WithLabels({{{"__name__", "up"}, {"job", "node"}, {"instance", "a"}},
                             {{"__name__", "up"}, {"job", "node"}, {"instance", "b"}}}),
                 "");
  EXPECT_EQ(names.metric, "up");
  EXPECT_EQ(names.common, "job=\"node\"");
  EXPECT_THAT(names.names, ElementsAre("a", "b"));
}

TEST(NameSeries, NamesLabelsWhereMoreThanOneDiffers) {
  const Names names = NameSeries(WithLabels({{{"cpu", "0"}, {"mode", "idle"}},
                                             {{"cpu", "1"}, {"mode", "idle"}},
                                             {{"cpu", "1"}, {"mode", "user"}}}),
                                 "");
  EXPECT_THAT(names.names, ElementsAre("cpu=0 mode=idle", "cpu=1 mode=idle", "cpu=1 mode=user"));
}

TEST(NameSeries, NumbersAreGivenTheNameOfTheirLabel) {
  EXPECT_EQ(NameSeries(WithLabels({{{"cpu", "0"}}, {{"cpu", "1"}}}), "").names,
            (std::vector<std::string>{"cpu=0", "cpu=1"}));
  EXPECT_EQ(NameSeries(WithLabels({{{"quantile", "0.5"}}, {{"quantile", "0.99"}}}), "").names,
            (std::vector<std::string>{"quantile=0.5", "quantile=0.99"}));
  // Words among them, and addresses, say what they are.
  EXPECT_EQ(NameSeries(WithLabels({{{"cpu", "0"}}, {{"cpu", "all"}}}), "").names,
            (std::vector<std::string>{"0", "all"}));
  EXPECT_EQ(NameSeries(WithLabels({{{"host", "10.0.0.1"}}, {{"host", "10.0.0.2"}}}), "").names,
            (std::vector<std::string>{"10.0.0.1", "10.0.0.2"}));
}

TEST(NameSeries, ALabelThatSomeLackDiffers) {
  EXPECT_THAT(NameSeries(WithLabels({{{"a", "x"}}, {}}), "").names, ElementsAre("x", "{}"));
}

TEST(NameSeries, ASingleSeriesHasItsMetricOrTheFallback) {
  EXPECT_THAT(NameSeries(WithLabels({{{"__name__", "up"}, {"job", "x"}}}), "q").names,
              ElementsAre("up"));
  EXPECT_THAT(NameSeries(WithLabels({{{"job", "x"}}}), "sum(x)").names, ElementsAre("sum(x)"));
}

TEST(NameSeries, MakesControlCharactersHarmless) {
  const Names names = NameSeries(WithLabels({{{"a", "\x1b]0;x\x07"}}, {{"a", "y"}}}), "");
  EXPECT_EQ(names.names[0].find('\x1b'), std::string::npos);
}

TEST(ComputeStatistics, LeavesOutWhatIsNoNumber) {
  const Statistics s =
      ComputeStatistics(Every(1000, {1, kNan, 5, model::StaleMarker(), INFINITY, 3}));
  EXPECT_EQ(s.count, 3u);
  EXPECT_EQ(s.min, 1);
  EXPECT_EQ(s.max, 5);
  EXPECT_DOUBLE_EQ(s.mean, 3);
  EXPECT_EQ(s.last, 3);
  EXPECT_EQ(s.max_time, 2000);
  EXPECT_TRUE(s.integer);
}

TEST(ComputeStatistics, MeanOfTheLargestDoubles) {
  EXPECT_DOUBLE_EQ(ComputeStatistics(Every(1, {1.7e308, 1.7e308})).mean, 1.7e308);
  EXPECT_TRUE(std::isnan(ComputeStatistics(Every(1, {kNan})).mean));
}

TEST(FindRuns, BreaksAtGapsAndMarkers) {
  model::Series series = Every(60'000, {1, 2, 3, 4, 5, 6});
  series.times[4] += 60'000;
  series.times[5] += 60'000;
  series.values[1] = model::StaleMarker();
  const auto runs = FindRuns(series, {});
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[0].count, 1u);
  EXPECT_EQ(runs[1].first, 2u);
  EXPECT_EQ(runs[1].count, 2u);
  EXPECT_EQ(runs[2].first, 4u);
}

TEST(FindRuns, KnowsTheStep) {
  model::Series series = Every(60'000, {1, 2, 3});
  EXPECT_EQ(FindRuns(series, {.step = 60'000}).size(), 1u);
  EXPECT_EQ(FindRuns(series, {.step = 30'000}).size(), 3u);
  EXPECT_EQ(FindRuns(series, {.step = 30'000, .gaps_in_time = false}).size(), 1u);
}

TEST(FindRuns, SmallJitterIsNoGap) {
  model::Series series = Every(15'000, {1, 2, 3, 4});
  series.times[2] += 4'000;
  EXPECT_EQ(FindRuns(series, {}).size(), 1u);
}

TEST(FindRuns, LogarithmsBreakAtZero) {
  EXPECT_EQ(FindRuns(Every(1000, {1, 0, 2}), {.positive = true}).size(), 2u);
}

TEST(Downsample, KeepsFirstLeastLargestLast) {
  std::vector<scene::Point> points;
  for (int i = 0; i < 100; ++i)
    points.push_back({i * 0.01, i == 40 ? -50.0 : i == 70 ? 90.0 : i * 0.1});
  EXPECT_THAT(Downsample(points, 1), ElementsAre(points[0], points[40], points[70], points[99]));
}

// The set of (column, row) pixels a polyline of 1 px passes, sampled finely.
std::vector<std::pair<double, double>> Extremes(const std::vector<scene::Point>& points,
                                                double column) {
  std::vector<std::pair<double, double>> extremes;
  double at = -1;
  for (const scene::Point& point : points) {
    const double number = std::floor(point.x / column);
    if (number != at) extremes.push_back({point.y, point.y});
    at = number;
    extremes.back().first = std::min(extremes.back().first, point.y);
    extremes.back().second = std::max(extremes.back().second, point.y);
  }
  return extremes;
}

TEST(Downsample, ReachesAsFarInEveryColumn) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> noise;
  for (int round = 0; round < 50; ++round) {
    std::vector<scene::Point> points;
    double y = 0;
    for (int i = 0; i < 20'000; ++i) points.push_back({i * 0.037, y += noise(random)});
    const auto kept = Downsample(points, 1);
    EXPECT_LE(kept.size(), 4u * 741u);
    EXPECT_EQ(Extremes(kept, 1), Extremes(points, 1));
  }
}

}  // namespace
}  // namespace plumb::charts
