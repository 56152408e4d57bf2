#include "model/histogram_buckets.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "model/histogram_text.h"

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

TEST(ExponentialBound, TheLastFiniteOneIsTheLargestDouble) {
  EXPECT_EQ(ExponentialBound(0, 1024), std::numeric_limits<double>::max());
  EXPECT_EQ(ExponentialBound(0, 1025), std::numeric_limits<double>::infinity());
  EXPECT_EQ(ExponentialBound(-4, 64), std::numeric_limits<double>::max());
}

TEST(BucketsOf, BucketsMayReachIntoTheZeroBucketUnlessAskedNotTo) {
  const Histogram histogram =
      *ParseHistogram("{{z_bucket:1 z_bucket_w:0.75 buckets:[2] n_buckets:[3]}}");
  const auto plain = BucketsOf(histogram);
  ASSERT_EQ(plain.size(), 3u);
  EXPECT_EQ(plain[0].upper, -0.5);
  EXPECT_EQ(plain[2].lower, 0.5);
  const auto disjoint = DisjointBucketsOf(histogram);
  EXPECT_EQ(disjoint[0].lower, -1);
  EXPECT_EQ(disjoint[0].upper, -0.75);
  EXPECT_EQ(disjoint[1].count, 1);
  EXPECT_EQ(disjoint[2].lower, 0.75);
  EXPECT_EQ(disjoint[2].upper, 1);
}

}  // namespace
}  // namespace plumb::model
