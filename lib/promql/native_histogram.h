// SPDX-License-Identifier: Apache-2.0
// What is asked of one native histogram: quantiles, fractions, mean, variance (as prometheus
// promql/quantile.go has them).
#pragma once

#include "model/histogram.h"

namespace plumb::promql {

// What observations that are no numbers did to a result: they are counted, but in no bucket.
enum class NanEffect { kNone, kSkewed, kNoResult };

struct NativeResult {
  double value = 0;
  NanEffect nan = NanEffect::kNone;
};

// Interpolates inside the bucket that holds the quantile: on a logarithmic scale, linearly in the
// zero bucket and between custom bounds.
NativeResult NativeQuantile(double phi, const model::Histogram& histogram);

// The part of the observations between two values; kSkewed if some were no numbers.
NativeResult NativeFraction(double lower, double upper, const model::Histogram& histogram);

// Estimated from the middles of the buckets.
double NativeVariance(const model::Histogram& histogram);

}  // namespace plumb::promql
