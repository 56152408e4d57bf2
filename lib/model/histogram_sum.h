// SPDX-License-Identifier: Apache-2.0
// The sum and the difference of two native histograms.
#pragma once

#include "base/result.h"
#include "model/histogram.h"

namespace plumb::model {

// a + factor * b, bucket by bucket. Exponential histograms of different resolution meet at the
// coarser one; of two zero buckets the wider one takes the buckets of the other side that it
// covers. Buckets that only one of them has are kept, also where the result is 0. An error if one
// has custom bounds and the other has not, or their bounds differ.
Result<Histogram> AddHistograms(const Histogram& a, const Histogram& b, double factor);

// The upper bound of exponential bucket `index`: 2^(index * 2^-schema). The lower one is that of
// index - 1.
double ExponentialBound(int schema, int32_t index);

}  // namespace plumb::model
