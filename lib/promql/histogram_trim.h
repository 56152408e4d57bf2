// SPDX-License-Identifier: Apache-2.0
// The operators `</` and `>/`: what a native histogram says of the observations on one side of a
// value.
#pragma once

#include "model/histogram.h"

namespace plumb::promql {

enum class TrimSide { kUpper, kLower };  // which side goes

// Cuts the bucket that holds `limit`, as quantiles would; the sum is estimated from the middles of
// the buckets. A histogram of which nothing goes stays as it is. An infinite bucket says nothing of
// where its observations are: when it is cut it goes as a whole.
model::Histogram TrimHistogram(const model::Histogram& histogram, double limit, TrimSide side);

}  // namespace plumb::promql
