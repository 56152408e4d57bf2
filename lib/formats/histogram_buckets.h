// SPDX-License-Identifier: Apache-2.0
// The buckets of a native histogram with their bounds, from the lowest to the highest.
#pragma once

#include <vector>

#include "model/histogram.h"

namespace plumb::formats {

struct Bucket {
  double lower = 0;
  double upper = 0;
  bool lower_inclusive = false;
  bool upper_inclusive = false;
  double count = 0;
};

// The buckets that are not empty.
std::vector<Bucket> BucketsOf(const model::Histogram& histogram);

}  // namespace plumb::formats
