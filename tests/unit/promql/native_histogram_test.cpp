#include "promql/native_histogram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "model/histogram_text.h"
#include "random_histogram.h"

namespace plumb::promql {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

model::Histogram Parsed(std::string_view text) {
  return *model::ParseHistogram(text);
}

TEST(NativeQuantile, InterpolatesByTheKindOfBucket) {
  // A quarter into (1, 2] on a logarithmic scale.
  EXPECT_DOUBLE_EQ(NativeQuantile(0.25, Parsed("{{count:4 offset:1 buckets:[4]}}")).value,
                   std::exp2(0.25));
  EXPECT_DOUBLE_EQ(NativeQuantile(0.25, Parsed("{{count:4 n_offset:1 n_buckets:[4]}}")).value,
                   -std::exp2(0.75));
  EXPECT_DOUBLE_EQ(NativeQuantile(0.25, Parsed("{{count:4 z_bucket:4 z_bucket_w:1}}")).value, -0.5);
  // The zero bucket does not reach to where nothing was observed.
  EXPECT_DOUBLE_EQ(
      NativeQuantile(0.25, Parsed("{{count:8 z_bucket:4 z_bucket_w:1 offset:1 buckets:[4]}}"))
          .value,
      0.5);
  EXPECT_DOUBLE_EQ(
      NativeQuantile(0.5, Parsed("{{schema:-53 count:4 custom_values:[5 10] buckets:[1 2 1]}}"))
          .value,
      7.5);
}

TEST(NativeQuantile, EndsAreOfTheirOwnKind) {
  const model::Histogram custom =
      Parsed("{{schema:-53 count:4 custom_values:[-5 10] buckets:[1 1 2]}}");
  EXPECT_EQ(NativeQuantile(0.1, custom).value, -5);
  EXPECT_EQ(NativeQuantile(0.9, custom).value, 10);
  EXPECT_EQ(NativeQuantile(-1, custom).value, -kInfinity);
  EXPECT_EQ(NativeQuantile(2, custom).value, kInfinity);
  EXPECT_TRUE(std::isnan(NativeQuantile(0.5, Parsed("{{}}")).value));
  EXPECT_TRUE(std::isnan(NativeQuantile(0.5, Parsed("{{count:5}}")).value));
}

TEST(NativeQuantile, SaysWhatNanObservationsDid) {
  const model::Histogram some = Parsed("{{count:15 sum:NaN buckets:[12]}}");
  EXPECT_EQ(NativeQuantile(0.4, some).nan, NanEffect::kSkewed);
  EXPECT_EQ(NativeQuantile(0.9, some).nan, NanEffect::kNoResult);
  EXPECT_EQ(NativeQuantile(0.4, Parsed("{{count:12 sum:NaN buckets:[12]}}")).nan, NanEffect::kNone);
  EXPECT_EQ(NativeFraction(-kInfinity, kInfinity, some).value, 0.8);
  EXPECT_EQ(NativeFraction(-kInfinity, kInfinity, some).nan, NanEffect::kSkewed);
}

TEST(NativeFraction, IsTheInverseOfTheQuantile) {
  std::mt19937 random(1);
  int compared = 0;
  for (int i = 0; i < 2000; ++i) {
    const model::Histogram histogram =
        tests::RandomExponential(random, static_cast<int>(random() % 5) - 1, 0.25);
    if (histogram.count == 0) continue;
    const double phi = static_cast<double>(1 + random() % 98) / 99;
    const double quantile = NativeQuantile(phi, histogram).value;
    // Where nothing was observed on either side, many values are the quantile.
    if (quantile == 0.25 || quantile == -0.25) continue;
    ++compared;
    EXPECT_NEAR(NativeFraction(-kInfinity, quantile, histogram).value, phi, 1e-9);
  }
  EXPECT_GT(compared, 1000);
}

TEST(NativeQuantile, RisesWithPhi) {
  std::mt19937 random(2);
  for (int i = 0; i < 500; ++i) {
    const bool custom = random() % 2 == 0;
    const model::Histogram histogram =
        custom ? tests::RandomCustom(random) : tests::RandomExponential(random, 1, 0.01);
    // One bucket without ends says nothing.
    if (histogram.count == 0 || (custom && histogram.custom_values.empty())) continue;
    double before = -kInfinity;
    for (int percent = 0; percent <= 100; ++percent) {
      const double quantile = NativeQuantile(percent / 100.0, histogram).value;
      EXPECT_GE(quantile, before - 1e-9);
      before = quantile;
    }
  }
}

TEST(NativeVariance, IsThatOfTheMiddlesOfTheBuckets) {
  // Two observations at 5 and two at 15.
  EXPECT_DOUBLE_EQ(NativeVariance(Parsed(
                       "{{schema:-53 count:4 sum:40 custom_values:[0 10 20] buckets:[0 2 2]}}")),
                   25);
}

}  // namespace
}  // namespace plumb::promql
