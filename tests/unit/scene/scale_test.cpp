#include "scene/scale.h"

#include <cmath>

#include "gtest/gtest.h"

namespace plumb::scene {
namespace {

TEST(Scale, MapsEndsToEnds) {
  const Scale scale = {ScaleKind::kLinear, 10, 20, 300, 100};
  EXPECT_EQ(scale.Map(10), 300);
  EXPECT_EQ(scale.Map(20), 100);
  EXPECT_EQ(scale.Map(15), 200);
  EXPECT_EQ(scale.Map(25), 0);
}

TEST(Scale, LogarithmsHaveNoPlaceForZero) {
  const Scale scale = {ScaleKind::kLog, 1, 1000, 0, 300};
  EXPECT_DOUBLE_EQ(scale.Map(10), 100);
  EXPECT_TRUE(std::isnan(scale.Map(0)));
  EXPECT_TRUE(std::isnan(scale.Map(-1)));
}

TEST(Scale, SurvivesTheLargestDoubles) {
  const Scale scale = {ScaleKind::kLinear, -1.7e308, 1.7e308, 0, 100};
  EXPECT_DOUBLE_EQ(scale.Map(0), 50);
}

}  // namespace
}  // namespace plumb::scene
