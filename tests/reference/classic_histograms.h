// SPDX-License-Identifier: Apache-2.0
// Quantiles and fractions of histograms with `le` labels, as the reference evaluator has them.
#pragma once

#include <vector>

#include "value.h"

namespace plumb::reference {

struct ClassicBucket {
  double bound = 0;
  double count = 0;
};

struct ClassicHistogram {
  model::Labels labels;  // without `le`
  std::vector<ClassicBucket> buckets;
  bool drop_name = false;
};

// The histograms among the floats of a vector; elements without a bound are left out.
std::vector<ClassicHistogram> ClassicHistogramsOf(const Vector& vector);

double ClassicQuantile(double q, std::vector<ClassicBucket> buckets);
double ClassicFraction(double lower, double upper, std::vector<ClassicBucket> buckets);

}  // namespace plumb::reference
