// SPDX-License-Identifier: Apache-2.0
// The smaller and the larger of two doubles as Go's math.Min and math.Max have them: an infinity
// that decides wins over NaN, and otherwise NaN wins.
#pragma once

#include <cmath>
#include <limits>

namespace plumb::promql {

inline double Smaller(double a, double b) {
  constexpr double kLowest = -std::numeric_limits<double>::infinity();
  if (a == kLowest || b == kLowest) return kLowest;
  if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<double>::quiet_NaN();
  return a < b ? a : b;
}

inline double Larger(double a, double b) {
  return -Smaller(-a, -b);
}

}  // namespace plumb::promql
