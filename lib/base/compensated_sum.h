// SPDX-License-Identifier: Apache-2.0
// Kahan-Neumaier summation, as Prometheus sums (util/kahansum): the order of the terms fixes the
// bits.
#pragma once

#include <cmath>

namespace plumb {

struct CompensatedSum {
  double sum = 0;
  double compensation = 0;

  void Add(double v) {
    const double total = sum + v;
    if (std::isinf(total)) {
      compensation = 0;
    } else if (std::fabs(sum) >= std::fabs(v)) {
      compensation += (sum - total) + v;
    } else {
      compensation += (v - total) + sum;
    }
    sum = total;
  }
  [[nodiscard]] double Value() const { return sum + compensation; }
};

// The mean of values, which stays finite where their sum does not: once the running sum would
// overflow, the mean itself is carried on (prometheus promql/functions.go, avg_over_time, on why
// not always).
class CompensatedMean {
 public:
  void Add(double v) {
    count_ += 1;
    if (!incremental_) {
      CompensatedSum next = total_;
      next.Add(v);
      if (count_ == 1 || !std::isinf(next.sum)) {
        total_ = next;
        return;
      }
      incremental_ = true;
      total_.sum /= count_ - 1;
      total_.compensation /= count_ - 1;
    }
    const double kept = (count_ - 1) / count_;
    total_.sum *= kept;
    total_.compensation *= kept;
    total_.Add(v / count_);
  }
  // REQUIRES: something was added.
  [[nodiscard]] double Value() const {
    if (incremental_) return total_.Value();
    return total_.sum / count_ + total_.compensation / count_;
  }

 private:
  CompensatedSum total_{.sum = -0.0};  // -0 + v is v, also for -0
  double count_ = 0;
  bool incremental_ = false;
};

}  // namespace plumb
