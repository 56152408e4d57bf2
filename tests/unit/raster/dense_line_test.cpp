#include "raster/dense_line.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "gtest/gtest.h"

namespace plumb::raster {
namespace {

using Points = std::vector<scene::Point>;

// `columns` columns of as many points, from x on.
Points Zigzag(double x, int columns, int points) {
  Points run;
  for (int c = 0; c < columns; ++c)
    for (int i = 0; i < points; ++i)
      run.push_back({x + c + i / static_cast<double>(points), i % 2 == 0 ? 10.0 : 90.0});
  return run;
}

TEST(DenseLine, AFewPointsAreLeftWhole) {
  for (const Points& run :
       {Points{}, Points{{1, 2}}, Zigzag(0, 5, 2), Zigzag(0, 100, 2), Zigzag(0, 3, 50)}) {
    const LineParts parts = FindDenseParts(run);
    EXPECT_TRUE(parts.bands.empty());
    EXPECT_EQ(parts.runs, std::vector<Points>{run});
  }
}

TEST(DenseLine, AllOfADenseOneIsBands) {
  const LineParts parts = FindDenseParts(Zigzag(7, 20, 4));
  EXPECT_TRUE(parts.runs.empty());
  ASSERT_EQ(parts.bands.size(), 20u);
  for (size_t i = 0; i < parts.bands.size(); ++i) {
    EXPECT_EQ(parts.bands[i].x, 7 + static_cast<double>(i));
    EXPECT_EQ(parts.bands[i].top, 10);
    EXPECT_EQ(parts.bands[i].bottom, 90);
  }
}

TEST(DenseLine, WhatIsNotDenseReachesToTheBands) {
  Points run = {{0.5, 1}, {2.5, 2}};
  const Points dense = Zigzag(5, 10, 4);
  run.insert(run.end(), dense.begin(), dense.end());
  run.push_back({20.5, 3});
  run.push_back({30.5, 4});
  const LineParts parts = FindDenseParts(run);
  EXPECT_EQ(parts.bands.size(), 10u);
  EXPECT_EQ(parts.runs, (std::vector<Points>{{{0.5, 1}, {2.5, 2}, dense.front()},
                                             {dense.back(), {20.5, 3}, {30.5, 4}}}));
}

TEST(DenseLine, BandsMeetWhereTheLineComesOverTheEdge) {
  Points run;
  for (int c = 0; c < 10; ++c)
    for (const double part : {0.25, 0.5, 0.75}) run.push_back({c + part, c * 100.0});
  const LineParts parts = FindDenseParts(run);
  ASSERT_EQ(parts.bands.size(), 10u);
  for (size_t i = 1; i < parts.bands.size(); ++i)
    EXPECT_EQ(parts.bands[i - 1].bottom, parts.bands[i].top);
}

TEST(DenseLine, WhatGoesBackOrIsNoNumberIsLeftWhole) {
  Points back = Zigzag(0, 20, 4);
  std::swap(back[3], back[40]);
  Points missing = Zigzag(0, 20, 4);
  missing[7].y = NAN;
  for (const Points& run : {back, missing}) {
    const LineParts parts = FindDenseParts(run);
    EXPECT_TRUE(parts.bands.empty());
    ASSERT_EQ(parts.runs.size(), 1u);
    EXPECT_EQ(parts.runs.front().size(), run.size());
  }
}

bool IsCovered(const scene::Point& point, const LineParts& parts) {
  const auto in_band = [&](const Band& band) {
    return band.x == std::floor(point.x) && point.y >= band.top && point.y <= band.bottom;
  };
  if (std::any_of(parts.bands.begin(), parts.bands.end(), in_band)) return true;
  return std::any_of(parts.runs.begin(), parts.runs.end(), [&](const Points& run) {
    return std::find(run.begin(), run.end(), point) != run.end();
  });
}

TEST(DenseLine, NoPointIsLost) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> y(0, 200);
  size_t bands = 0;
  for (int round = 0; round < 300; ++round) {
    std::exponential_distribution<double> ahead(round % 2 == 0 ? 4 : 1.5);
    Points run;
    for (double x = 0; x < 60; x += ahead(random) * (x > 20 && x < 40 ? 0.3 : 1))
      run.push_back({x, y(random)});
    const LineParts parts = FindDenseParts(run);
    bands += parts.bands.size();
    for (const scene::Point& point : run) EXPECT_TRUE(IsCovered(point, parts)) << point.x;
  }
  EXPECT_GT(bands, 1000u);
}

}  // namespace
}  // namespace plumb::raster
