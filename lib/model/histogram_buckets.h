// SPDX-License-Identifier: Apache-2.0
// The buckets of a native histogram with their bounds, from the lowest to the highest.
#pragma once

#include <cstdint>
#include <vector>

#include "model/histogram.h"

namespace plumb::model {

struct Bucket {
  double lower = 0;
  double upper = 0;
  bool lower_inclusive = false;
  bool upper_inclusive = false;
  double count = 0;
};

// The upper bound of exponential bucket `index`: 2^(index * 2^-schema). The lower one is that of
// index - 1. The last finite one is the largest double: what is above it is infinite.
double ExponentialBound(int schema, int32_t index);

// The upper bound of positive bucket `index` of this histogram, of either kind.
double UpperBound(const Histogram& histogram, int32_t index);

// The buckets that are not empty, the zero bucket among them, each with its own bounds.
std::vector<Bucket> BucketsOf(const Histogram& histogram);
// The same where no bucket reaches into the zero bucket: it ends at the zero bucket's bound.
std::vector<Bucket> DisjointBucketsOf(const Histogram& histogram);

}  // namespace plumb::model
