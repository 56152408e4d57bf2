// SPDX-License-Identifier: Apache-2.0
// Sums and means of floats as PromQL defines them: in order, with the error term of Kahan and
// Neumaier.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

namespace plumb::reference {

struct Sum {
  double total = 0;
  double error = 0;

  void Add(double x) {
    const double t = total + x;
    if (std::isinf(t)) {
      error = 0;
    } else if (std::fabs(total) >= std::fabs(x)) {
      error += (total - t) + x;
    } else {
      error += (x - t) + total;
    }
    total = t;
  }
  [[nodiscard]] double value() const { return std::isinf(total) ? total : total + error; }
};

// REQUIRES: values not empty, here and below
inline double SumOf(const std::vector<double>& values) {
  Sum sum;
  for (const double v : values) sum.Add(v);
  return sum.value();
}

// The sum by the number; from where the sum would overflow, the running mean.
inline double MeanOf(const std::vector<double>& values) {
  Sum sum{.total = values[0]};
  bool incremental = false;
  double n = 1;
  for (size_t i = 1; i < values.size(); ++i) {
    n += 1;
    if (!incremental) {
      Sum next = sum;
      next.Add(values[i]);
      if (!std::isinf(next.total)) {
        sum = next;
        continue;
      }
      incremental = true;
      sum = {.total = sum.total / (n - 1), .error = sum.error / (n - 1)};
    }
    const double kept = (n - 1) / n;
    sum = {.total = kept * sum.total, .error = kept * sum.error};
    sum.Add(values[i] / n);
  }
  return incremental ? sum.total + sum.error : sum.total / n + sum.error / n;
}

// NaN is the smallest.
double QuantileOf(double q, std::vector<double> values);

}  // namespace plumb::reference
