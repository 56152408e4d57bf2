// SPDX-License-Identifier: Apache-2.0
// Quantiles and fractions of classic histograms: cumulative counts by upper bound.
#pragma once

#include <optional>
#include <vector>

namespace plumb::promql {

struct Bucket {
  double upper = 0;
  double count = 0;  // of observations up to `upper`
};

// What was wrong with the counts of a histogram and had to be put right.
struct ForcedMonotonicity {
  double first_bound = 0;
  double last_bound = 0;
  double largest_drop = 0;
};

struct BucketQuantileResult {
  double value = 0;
  std::optional<ForcedMonotonicity> forced;
};

// Interpolates linearly inside the bucket that holds the quantile. Equal bounds are added up,
// falling counts are raised; NaN without a +Inf bucket, with less than two buckets or without
// observations. Changes `buckets`. REQUIRES: not empty.
BucketQuantileResult BucketQuantile(double phi, std::vector<Bucket>& buckets);

// The part of the observations between two values. REQUIRES: not empty.
double BucketFraction(double lower, double upper, std::vector<Bucket>& buckets);

}  // namespace plumb::promql
