// SPDX-License-Identifier: Apache-2.0
// Sums of any stretch of a series in a few operations, from the sums of its first 0, 1, 2, …
// values.
#pragma once

#include <cmath>
#include <optional>
#include <span>
#include <vector>

namespace plumb::promql {

// Each sum is kept as two doubles, so that the difference of two is off by less than a rounding of
// the result, as compensated adding of the stretch is; of whole numbers below 2^53 both are exact.
class PrefixSums {
 public:
  explicit PrefixSums(std::span<const double> values);

  // False where a value or a sum is not finite: then there are no differences.
  [[nodiscard]] bool usable() const { return std::isfinite(largest_); }

  // The sum of values [begin, end); nullopt where it is so small beside what was added up before
  // that its digits are not in there. REQUIRES: usable()
  [[nodiscard]] std::optional<double> Sum(size_t begin, size_t end) const {
    const double high = sums_[end].high;
    const double before = sums_[begin].high;
    const double difference = high - before;
    const double part = difference - high;
    const double error = (high - (difference - part)) - (before + part);
    const double sum = difference + (error + (sums_[end].low - sums_[begin].low));
    if (std::fabs(sum) < least_) return std::nullopt;
    return sum;
  }

 private:
  struct Double {
    double high = 0;
    double low = 0;
  };
  std::vector<Double> sums_;
  double largest_ = 0;
  double least_ = 0;  // sums below are not exact enough; 0: all are exact
};

}  // namespace plumb::promql
