#include "model/histogram_buckets.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace plumb::model {
namespace {

TEST(ExponentialBound, IsAPowerOfTwoPowers) {
  EXPECT_EQ(ExponentialBound(0, 3), 8);
  EXPECT_EQ(ExponentialBound(0, -1), 0.5);
  EXPECT_EQ(ExponentialBound(1, 2), 2);
  EXPECT_DOUBLE_EQ(ExponentialBound(1, 1), std::sqrt(2.0));
  EXPECT_EQ(ExponentialBound(-2, 1), 16);
  EXPECT_EQ(ExponentialBound(-4, 1000000), std::numeric_limits<double>::infinity());
  EXPECT_EQ(ExponentialBound(-4, -1000000), 0);
}

}  // namespace
}  // namespace plumb::model
