// SPDX-License-Identifier: Apache-2.0
// A native histogram opened for arithmetic: its buckets as sorted lists of indexes and counts, each
// count with the error term of a compensated sum.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/compensated_sum.h"
#include "model/histogram.h"

namespace plumb::model {

struct OpenBucket {
  int32_t index = 0;
  CompensatedSum count;
};
using OpenBuckets = std::vector<OpenBucket>;  // by index

// With the error terms a value is nearer to the truth; without them it is what plain additions in
// the same order give.
enum class ErrorTerms { kAdded, kDropped };

struct OpenHistogram {
  explicit OpenHistogram(const Histogram& histogram);

  int schema = 0;
  double zero_threshold = 0;
  CompensatedSum zero_count;
  CompensatedSum count;
  CompensatedSum sum;
  OpenBuckets positive;
  OpenBuckets negative;
  std::vector<double> custom_values;
  ResetHint reset_hint = ResetHint::kUnknown;

  // Joins buckets to those of a coarser exponential schema. REQUIRES: to <= schema.
  void Coarsen(int to);
  // Joins custom buckets to those of fewer bounds. REQUIRES: each of them is a bound already.
  void MapTo(const std::vector<double>& bounds);
  // `threshold`, moved out to the end of the last bucket with something in it that it cuts through.
  [[nodiscard]] double WidenToBucket(double threshold) const;
  // Moves the buckets below `threshold` into the zero bucket. REQUIRES: threshold >=
  // zero_threshold.
  void Absorb(double threshold);

  // Calls visit(CompensatedSum&) for every number but the bounds.
  template <typename Visit>
  void ForEachNumber(Visit visit) {
    visit(zero_count);
    visit(count);
    visit(sum);
    for (OpenBucket& bucket : positive) visit(bucket.count);
    for (OpenBucket& bucket : negative) visit(bucket.count);
  }

  [[nodiscard]] Histogram Close(ErrorTerms errors) const;
};

// The bounds that both have.
std::vector<double> CommonBounds(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace plumb::model
