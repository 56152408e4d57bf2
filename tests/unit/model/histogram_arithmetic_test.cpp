#include "model/histogram_arithmetic.h"

#include <gtest/gtest.h>

#include <random>

#include "model/histogram_buckets.h"
#include "model/histogram_text.h"
#include "random_histogram.h"

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

Histogram Parsed(std::string_view text) {
  return *ParseHistogram(text);
}

Histogram Compact(Histogram histogram) {
  CompactHistogram(histogram);
  return histogram;
}

Histogram Random(std::mt19937& random) {
  constexpr double kWidths[] = {0, 0.001, 0.3, 1, 2};
  if (random() % 4 == 0) return tests::RandomCustom(random);
  return tests::RandomExponential(random, static_cast<int>(random() % 5) - 1,
                                  kWidths[random() % 5]);
}

// The plain definition of a sum: each bucket of either side lies inside one bucket of the sum, and
// a bucket of the sum has the observations of those inside.
void ExpectIsSum(const Histogram& sum, const Histogram& a, const Histogram& b) {
  std::vector<Bucket> parts = BucketsOf(a);
  const std::vector<Bucket> more = BucketsOf(b);
  parts.insert(parts.end(), more.begin(), more.end());
  // A coarse bucket may reach into a zero bucket that a finer one has ended at.
  for (const Bucket& bucket : DisjointBucketsOf(sum)) {
    double inside = 0;
    for (Bucket& part : parts) {
      if (part.lower < bucket.lower || part.upper > bucket.upper) continue;
      inside += part.count;
      part.count = 0;
    }
    EXPECT_EQ(inside, bucket.count) << bucket.lower << " to " << bucket.upper;
  }
  for (const Bucket& part : parts) EXPECT_EQ(part.count, 0) << part.lower << " to " << part.upper;
  EXPECT_EQ(sum.count, a.count + b.count);
  EXPECT_EQ(sum.sum, a.sum + b.sum);
}

TEST(AddHistograms, IsWhatThePlainDefinitionSays) {
  std::mt19937 random(1);
  int combined = 0;
  for (int i = 0; i < 3000; ++i) {
    const Histogram a = Random(random);
    const Histogram b = Random(random);
    const auto sum = AddHistograms(a, b, 1);
    EXPECT_EQ(sum.ok(), HasCustomBuckets(a) == HasCustomBuckets(b));
    if (!sum.ok()) continue;
    ++combined;
    SCOPED_TRACE(i);
    ExpectIsSum(sum->histogram, a, b);
    const auto other_way = AddHistograms(b, a, 1);
    EXPECT_TRUE(SameObservations(Compact(sum->histogram), Compact(other_way->histogram)));
  }
  EXPECT_GT(combined, 1000);
}

TEST(AddHistograms, SubtractingGivesBackWhatWasAdded) {
  std::mt19937 random(2);
  for (int i = 0; i < 1000; ++i) {
    const Histogram a = tests::RandomExponential(random, 1, 0.25);
    const Histogram b = tests::RandomExponential(random, 1, 0.25);
    const Histogram sum = AddHistograms(a, b, 1)->histogram;
    EXPECT_TRUE(SameObservations(Compact(AddHistograms(sum, b, -1)->histogram), Compact(a)));
  }
}

TEST(Coarsened, KeepsEveryObservation) {
  std::mt19937 random(3);
  for (int i = 0; i < 1000; ++i) {
    const Histogram fine = tests::RandomExponential(random, 3);
    const Histogram coarse = Coarsened(fine, static_cast<int>(random() % 7) - 3);
    Histogram nothing;
    nothing.schema = coarse.schema;
    ExpectIsSum(coarse, fine, nothing);
    EXPECT_TRUE(SameObservations(Coarsened(Coarsened(fine, 1), -3), Coarsened(fine, -3)));
  }
}

TEST(ScaleHistogram, ANegativeFactorMakesAGauge) {
  Histogram histogram = Parsed("{{count:2 sum:3 z_bucket:1 buckets:[1]}}");
  ScaleHistogram(histogram, -2);
  EXPECT_EQ(histogram, Parsed("{{count:-4 sum:-6 z_bucket:-2 counter_reset_hint:gauge "
                              "buckets:[-2]}}"));
}

TEST(DivideHistogram, ByZeroLeavesNoBuckets) {
  Histogram histogram = Parsed("{{count:2 sum:3 z_bucket:1 buckets:[1 0]}}");
  DivideHistogram(histogram, 0);
  EXPECT_EQ(histogram, Parsed("{{count:Inf sum:Inf z_bucket:Inf}}"));
}

TEST(CompactHistogram, RemovesEmptyBuckets) {
  EXPECT_EQ(Compact(Parsed("{{count:3 buckets:[0 1 0 0 2 0] n_buckets:[0]}}")),
            Parsed("{{count:3 offset:1 buckets:[1 _x2 2]}}"));
}

TEST(SameObservations, IgnoresWhatTheCounterDid) {
  EXPECT_TRUE(SameObservations(Parsed("{{count:1 sum:NaN buckets:[1]}}"),
                               Parsed("{{count:1 sum:NaN counter_reset_hint:gauge buckets:[1]}}")));
  EXPECT_FALSE(SameObservations(Parsed("{{count:1 buckets:[1]}}"),
                                Parsed("{{count:1 offset:1 buckets:[1]}}")));
  EXPECT_FALSE(SameObservations(Parsed("{{schema:-53 custom_values:[1]}}"),
                                Parsed("{{schema:-53 custom_values:[2]}}")));
}

TEST(DetectReset, GrowthIsNone) {
  std::mt19937 random(4);
  for (int i = 0; i < 2000; ++i) {
    const Histogram before = Random(random);
    const auto now = AddHistograms(before, Random(random), 1);
    if (!now.ok()) continue;
    SCOPED_TRACE(i);
    EXPECT_FALSE(DetectReset(now->histogram, before));
  }
}

TEST(DetectReset, FallingVanishingAndFinerBucketsAre) {
  const Histogram before = Parsed("{{count:5 z_bucket:1 z_bucket_w:0.1 buckets:[1 2 1]}}");
  for (const char* now : {
           "{{count:4 z_bucket:1 z_bucket_w:0.1 buckets:[1 2 1]}}",
           "{{count:9 z_bucket:0 z_bucket_w:0.1 buckets:[1 2 1]}}",
           "{{count:9 z_bucket:1 z_bucket_w:0.1 buckets:[1 1 9]}}",
           "{{count:9 z_bucket:1 z_bucket_w:0.1 buckets:[1 2]}}",
           "{{count:9 z_bucket:1 z_bucket_w:0.01 buckets:[1 2 1]}}",
           "{{schema:1 count:9 z_bucket:1 z_bucket_w:0.1 buckets:[1 2 1]}}",
           "{{count:9 z_bucket:9 z_bucket_w:0.7 buckets:[1 2 1]}}",
           "{{schema:-53 count:9 custom_values:[1] buckets:[9]}}",
           "{{count:5 z_bucket:1 z_bucket_w:0.1 counter_reset_hint:reset buckets:[1 2 1]}}",
       })
    EXPECT_TRUE(DetectReset(Parsed(now), before)) << now;
  EXPECT_FALSE(DetectReset(Parsed("{{count:1 counter_reset_hint:not_reset}}"), before));
}

TEST(DetectReset, ComparesCustomBucketsByTheBoundsOfBoth) {
  const Histogram before = Parsed("{{schema:-53 count:3 custom_values:[2 4] buckets:[1 2]}}");
  EXPECT_FALSE(
      DetectReset(Parsed("{{schema:-53 count:3 custom_values:[2 3 4] buckets:[1 0 2]}}"), before));
  EXPECT_TRUE(DetectReset(Parsed("{{schema:-53 count:3 custom_values:[2 3 4] buckets:[1 0 1 1]}}"),
                          before));
}

}  // namespace
}  // namespace plumb::model
