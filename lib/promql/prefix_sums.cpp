#include "promql/prefix_sums.h"

#include <algorithm>

namespace plumb::promql {

PrefixSums::PrefixSums(std::span<const double> values) : sums_(values.size() + 1) {
  Double sum;
  bool exact = true;
  for (size_t i = 0; i < values.size(); ++i) {
    const double v = values[i];
    const double total = sum.high + v;
    const double part = total - sum.high;
    const double error = (sum.high - (total - part)) + (v - part);
    exact = exact && error == 0;
    sum = {total, sum.low + error};
    sums_[i + 1] = sum;
    largest_ = std::max(largest_, std::fabs(total));
    if (!(std::fabs(total) < HUGE_VAL)) {
      largest_ = HUGE_VAL;
      return;
    }
  }
  if (exact) return;
  // Each of n additions to the low halves, which are below n * 2^-53 of the largest sum, is off by
  // 2^-53 of that; the result may be off by half of its last digit.
  constexpr double kRounding = 0x1p-53;
  const auto n = static_cast<double>(values.size());
  least_ = largest_ * n * n * kRounding;
}

}  // namespace plumb::promql
