#include "model/histogram_sum.h"

#include <cmath>

#include <gtest/gtest.h>

#include "model/histogram_text.h"

namespace plumb::model {
namespace {

std::string Sum(std::string_view a, std::string_view b, double factor = 1) {
  const Result<Histogram> sum = AddHistograms(*ParseHistogram(a), *ParseHistogram(b), factor);
  if (!sum.ok()) return sum.error().message;
  std::string text;
  AppendHistogram(text, *sum);
  return text;
}

TEST(HistogramSum, AddsBucketByBucket) {
  EXPECT_EQ(Sum("{{count:3 sum:1 buckets:[1 2]}}", "{{count:4 sum:2 offset:1 buckets:[3 4]}}"),
            "{{count:7 sum:3 buckets:[1 5 4]}}");
  EXPECT_EQ(Sum("{{buckets:[5 10]}}", "{{buckets:[1 10]}}", -1), "{{buckets:[4 0]}}");
  EXPECT_EQ(Sum("{{n_buckets:[1]}}", "{{n_offset:100 n_buckets:[2]}}"), "{{n_buckets:[1 _x99 2]}}");
}

TEST(HistogramSum, MeetsAtTheCoarserResolution) {
  // Buckets 1 and 2 of schema 1 are bucket 1 of schema 0.
  EXPECT_EQ(Sum("{{schema:1 offset:1 buckets:[1 2 3]}}", "{{schema:0 offset:1 buckets:[10]}}"),
            "{{offset:1 buckets:[13 3]}}");
}

TEST(HistogramSum, WidensTheZeroBucket) {
  // The zero bucket up to 1 covers bucket 0 (0.5 to 1] of the other one.
  EXPECT_EQ(Sum("{{z_bucket:1 z_bucket_w:1}}", "{{z_bucket:2 z_bucket_w:0.001 buckets:[4 5]}}"),
            "{{z_bucket:7 z_bucket_w:1 offset:1 buckets:[5]}}");
  // Up to 0.75 cuts bucket 0: both go up to 1.
  EXPECT_EQ(Sum("{{z_bucket:1 z_bucket_w:0.75}}", "{{z_bucket:2 z_bucket_w:0.001 buckets:[4 5]}}"),
            "{{z_bucket:7 z_bucket_w:1 offset:1 buckets:[5]}}");
}

TEST(HistogramSum, RefusesOtherBounds) {
  EXPECT_EQ(Sum("{{schema:-53 custom_values:[1]}}", "{{}}"),
            "cannot combine exponential and custom bucket histograms");
  EXPECT_EQ(Sum("{{schema:-53 custom_values:[1]}}", "{{schema:-53 custom_values:[2]}}"),
            "cannot combine histograms with different custom bounds");
}

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
