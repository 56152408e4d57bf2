#include "model/histogram_arithmetic.h"

#include <gtest/gtest.h>

#include "model/histogram_text.h"

namespace plumb::model {
namespace {

std::string Sum(std::string_view a, std::string_view b, double factor = 1) {
  const auto sum = AddHistograms(*ParseHistogram(a), *ParseHistogram(b), factor);
  if (!sum.ok()) return sum.error().message;
  std::string text;
  AppendHistogram(text, sum->histogram);
  return text;
}

TEST(AddHistograms, AddsBucketByBucket) {
  EXPECT_EQ(Sum("{{count:3 sum:1 buckets:[1 2]}}", "{{count:4 sum:2 offset:1 buckets:[3 4]}}"),
            "{{count:7 sum:3 buckets:[1 5 4]}}");
  EXPECT_EQ(Sum("{{buckets:[5 10]}}", "{{buckets:[1 10]}}", -1), "{{buckets:[4 0]}}");
  EXPECT_EQ(Sum("{{n_buckets:[1]}}", "{{n_offset:100 n_buckets:[2]}}"), "{{n_buckets:[1 _x99 2]}}");
}

TEST(AddHistograms, MeetsAtTheCoarserResolution) {
  // Buckets 1 and 2 of schema 1 are bucket 1 of schema 0.
  EXPECT_EQ(Sum("{{schema:1 offset:1 buckets:[1 2 3]}}", "{{schema:0 offset:1 buckets:[10]}}"),
            "{{offset:1 buckets:[13 3]}}");
}

TEST(AddHistograms, WidensTheZeroBucket) {
  // The zero bucket up to 1 covers bucket 0 (0.5 to 1] of the other one.
  EXPECT_EQ(Sum("{{z_bucket:1 z_bucket_w:1}}", "{{z_bucket:2 z_bucket_w:0.001 buckets:[4 5]}}"),
            "{{z_bucket:7 z_bucket_w:1 offset:1 buckets:[5]}}");
  // Up to 0.75 cuts bucket 0: both go up to 1.
  EXPECT_EQ(Sum("{{z_bucket:1 z_bucket_w:0.75}}", "{{z_bucket:2 z_bucket_w:0.001 buckets:[4 5]}}"),
            "{{z_bucket:7 z_bucket_w:1 offset:1 buckets:[5]}}");
}

TEST(AddHistograms, RefusesCustomBoundsWithExponentialOnes) {
  EXPECT_EQ(Sum("{{schema:-53 custom_values:[1]}}", "{{}}"),
            "cannot combine exponential and custom bucket histograms");
}

TEST(AddHistograms, LeavesTheBoundsThatBothHave) {
  EXPECT_EQ(Sum("{{schema:-53 custom_values:[2 4 6] buckets:[1 2 5 7]}}",
                "{{schema:-53 custom_values:[1 2 3 4 5] buckets:[10 20 30 40 50 60]}}"),
            "{{schema:-53 custom_values:[2 4] buckets:[31 72 122]}}");
  EXPECT_EQ(Sum("{{schema:-53 custom_values:[1] buckets:[1 2]}}",
                "{{schema:-53 custom_values:[2] buckets:[3 4]}}"),
            "{{schema:-53 buckets:[10]}}");
}

}  // namespace
}  // namespace plumb::model
