#include "promql/quantile.h"

#include "base/number.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace plumb::promql {

namespace {

bool LessNanFirst(double a, double b) {
  if (std::isnan(a)) return !std::isnan(b);
  return a < b;
}

// Where the quantile lies among values in order: between the one at `low` and the next.
struct Rank {
  size_t low = 0;
  double weight = 0;  // of the next
};

Rank RankOf(double phi, size_t count) {
  const double rank = phi * static_cast<double>(count - 1);
  const double floor = std::floor(rank);
  return {.low = static_cast<size_t>(floor), .weight = rank - floor};
}

// What needs no values to tell.
std::optional<double> Outside(double phi, size_t count) {
  if (count == 0 || std::isnan(phi)) return std::numeric_limits<double>::quiet_NaN();
  if (phi < 0) return -std::numeric_limits<double>::infinity();
  if (phi > 1) return std::numeric_limits<double>::infinity();
  return std::nullopt;
}

}  // namespace

double Quantile(double phi, std::span<double> values) {
  if (const auto outside = Outside(phi, values.size())) return *outside;
  const Rank rank = RankOf(phi, values.size());
  const auto low = values.begin() + static_cast<std::ptrdiff_t>(rank.low);
  std::nth_element(values.begin(), low, values.end(), LessNanFirst);
  const double lower = *low;
  const auto next = low + 1;
  const double upper =
      next == values.end() ? lower : *std::min_element(next, values.end(), LessNanFirst);
  return lower * (1 - rank.weight) + upper * rank.weight;
}

double QuantileOfSorted(double phi, std::span<const double> values) {
  if (const auto outside = Outside(phi, values.size())) return *outside;
  const Rank rank = RankOf(phi, values.size());
  const double lower = values[rank.low];
  const double upper = rank.low + 1 < values.size() ? values[rank.low + 1] : lower;
  return lower * (1 - rank.weight) + upper * rank.weight;
}

bool IsBadQuantile(double phi) {
  return std::isnan(phi) || phi < 0 || phi > 1;
}

std::string BadQuantileText(double phi) {
  return "quantile value should be between 0 and 1, got " + FormatGeneral(phi);
}

}  // namespace plumb::promql
