// Bins of a histogram: round bounds, nothing lost.
#include "charts/value_bins.h"

#include <cmath>
#include <numeric>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::charts {
namespace {

using testing::ElementsAre;

ValueBins Bin(std::vector<double> values, ValueBinSpec spec = {}) {
  const model::Series series = {.labels = {}, .times = {}, .values = std::move(values)};
  return BinValues({&series}, spec);
}

TEST(BinValues, BoundsAreRoundAndBelongAbove) {
  const ValueBins bins = Bin({0, 1, 1, 2, 2, 2, 3, 3, 4}, {.integer = true});
  EXPECT_EQ(bins.low, 0);
  EXPECT_EQ(bins.width, 1);
  EXPECT_THAT(bins.counts, ElementsAre(1, 2, 3, 2, 1));
}

TEST(BinValues, OneValueIsOneBin) {
  EXPECT_THAT(Bin({5, 5, 5}).counts, ElementsAre(3));
  EXPECT_THAT(Bin({0}).counts, ElementsAre(1));
  EXPECT_TRUE(Bin({NAN, INFINITY, model::StaleMarker()}).counts.empty());
}

TEST(BinValues, WhatIsOutsideIsCounted) {
  const ValueBins bins = Bin({-5, 1, 2, 3, 99}, {.min = 0, .max = 10});
  EXPECT_EQ(bins.outside, 2u);
  EXPECT_EQ(bins.total, 3u);
}

TEST(BinValues, LosesNothingAndKeepsItsBound) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> noise;
  for (int round = 0; round < 300; ++round) {
    std::vector<double> values;
    const double size = std::pow(10.0, noise(random) * 20);
    for (int i = 0; i < 1 + round; ++i)
      values.push_back(size * std::pow(std::abs(noise(random)), 6) * (i % 2 == 0 ? 1 : -0.1));
    const ValueBins bins = Bin(values, {.most = 30});
    EXPECT_LE(bins.counts.size(), 31u);
    EXPECT_EQ(std::accumulate(bins.counts.begin(), bins.counts.end(), size_t{0}), values.size());
    EXPECT_GT(bins.counts.front(), 0u);
    EXPECT_GT(bins.counts.back(), 0u);
  }
}

}  // namespace
}  // namespace plumb::charts
