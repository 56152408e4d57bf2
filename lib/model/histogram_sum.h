// SPDX-License-Identifier: Apache-2.0
// Sums and means of many native histograms, with the error terms of compensated sums.
#pragma once

#include "base/result.h"
#include "model/histogram.h"
#include "model/open_histogram.h"

namespace plumb::model {

// What came up when histograms were combined.
struct Combining {
  bool resets_conflict = false;    // one says that its counter was reset, another that it was not
  bool bounds_reconciled = false;  // custom bounds differed: those that both have are left
};

// A running sum. Exponential histograms of different resolution meet at the coarser one; of two
// zero buckets the wider one takes the buckets of the other side that it covers; of different
// custom bounds the common ones are left.
class HistogramSum {
 public:
  explicit HistogramSum(const Histogram& first) : total_(first) {}

  // Adds factor * other. An error, and nothing added, if one has custom bounds and the other has
  // not.
  Result<Combining> Add(const Histogram& other, double factor = 1);
  void Scale(double factor);
  void Divide(double divisor);

  // Whether a number is infinite.
  [[nodiscard]] bool Overflows() const;
  [[nodiscard]] Histogram Close(ErrorTerms errors = ErrorTerms::kAdded) const {
    return total_.Close(errors);
  }

 private:
  OpenHistogram total_;
};

// The mean, which stays finite where the sum does not (as CompensatedMean).
class HistogramMean {
 public:
  explicit HistogramMean(const Histogram& first) : total_(first) {}

  Result<Combining> Add(const Histogram& other);
  [[nodiscard]] Histogram Close() const;

 private:
  HistogramSum total_;
  double count_ = 1;
  bool incremental_ = false;
};

}  // namespace plumb::model
