#include "promql/quantile.h"

#include "base/number.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plumb::promql {

namespace {

bool LessNanFirst(double a, double b) {
  if (std::isnan(a)) return !std::isnan(b);
  return a < b;
}

}  // namespace

double Quantile(double phi, std::span<double> values) {
  if (values.empty() || std::isnan(phi)) return std::numeric_limits<double>::quiet_NaN();
  if (phi < 0) return -std::numeric_limits<double>::infinity();
  if (phi > 1) return std::numeric_limits<double>::infinity();
  const auto last = static_cast<double>(values.size() - 1);
  const double rank = phi * last;
  const double floor = std::floor(rank);
  const auto low = values.begin() + static_cast<std::ptrdiff_t>(floor);
  std::nth_element(values.begin(), low, values.end(), LessNanFirst);
  const double lower = *low;
  const auto next = low + 1;
  const double upper =
      next == values.end() ? lower : *std::min_element(next, values.end(), LessNanFirst);
  const double weight = rank - floor;
  return lower * (1 - weight) + upper * weight;
}

bool IsBadQuantile(double phi) {
  return std::isnan(phi) || phi < 0 || phi > 1;
}

std::string BadQuantileText(double phi) {
  return "quantile value should be between 0 and 1, got " + FormatGeneral(phi);
}

}  // namespace plumb::promql
