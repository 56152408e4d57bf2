#include "promql/histogram_trim.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "model/histogram_arithmetic.h"
#include "model/histogram_text.h"
#include "random_histogram.h"

namespace plumb::promql {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string Trimmed(std::string_view text, double limit, TrimSide side) {
  std::string out;
  model::AppendHistogram(out, TrimHistogram(*model::ParseHistogram(text), limit, side));
  return out;
}

TEST(TrimHistogram, CutsAtABucketsBoundWithoutGuessing) {
  EXPECT_EQ(Trimmed("{{schema:-53 count:6 sum:60 custom_values:[0 10 20] buckets:[0 2 4]}}", 10,
                    TrimSide::kUpper),
            "{{schema:-53 count:2 sum:10 custom_values:[0 10 20] offset:1 buckets:[2]}}");
  EXPECT_EQ(Trimmed("{{schema:-53 count:6 sum:60 custom_values:[0 10 20] buckets:[0 2 4]}}", 10,
                    TrimSide::kLower),
            "{{schema:-53 count:4 sum:60 custom_values:[0 10 20] offset:2 buckets:[4]}}");
}

TEST(TrimHistogram, AnInfiniteBucketThatIsCutGoesAsAWhole) {
  EXPECT_EQ(Trimmed("{{schema:-53 count:6 sum:60 custom_values:[10] buckets:[2 4]}}", 20,
                    TrimSide::kUpper),
            "{{schema:-53 count:2 sum:10 custom_values:[10] buckets:[2]}}");
}

TEST(TrimHistogram, NothingGoesBeyondTheEnds) {
  const model::Histogram histogram =
      *model::ParseHistogram("{{count:6 sum:123 z_bucket:1 buckets:[2] n_buckets:[3]}}");
  EXPECT_EQ(TrimHistogram(histogram, kInfinity, TrimSide::kUpper), histogram);
  EXPECT_EQ(TrimHistogram(histogram, -kInfinity, TrimSide::kLower), histogram);
  EXPECT_EQ(TrimHistogram(histogram, kInfinity, TrimSide::kLower).count, 0);
  EXPECT_EQ(TrimHistogram(histogram, -kInfinity, TrimSide::kUpper).count, 0);
}

TEST(TrimHistogram, TheTwoPartsAreTheWhole) {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    const model::Histogram histogram =
        tests::RandomExponential(random, static_cast<int>(random() % 4) - 1, 0.25);
    const double limit = static_cast<double>(random() % 2000) / 100 - 10;
    const model::Histogram below = TrimHistogram(histogram, limit, TrimSide::kUpper);
    const model::Histogram above = TrimHistogram(histogram, limit, TrimSide::kLower);
    SCOPED_TRACE(limit);
    EXPECT_NEAR(below.count + above.count, histogram.count, 1e-9);
    const auto whole = model::AddHistograms(below, above, 1);
    model::Histogram compact = histogram;
    model::CompactHistogram(compact);
    model::Histogram again = whole->histogram;
    model::CompactHistogram(again);
    EXPECT_EQ(again.positive_spans, compact.positive_spans);
    EXPECT_EQ(again.negative_spans, compact.negative_spans);
  }
}

}  // namespace
}  // namespace plumb::promql
