#include "promql/classic_histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plumb::promql {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Relative differences below this come from floating point, not from the data (prometheus
// promql/quantile.go, smallDeltaTolerance).
constexpr double kSmallDelta = 1e-12;

bool AlmostEqual(double a, double b) {
  constexpr double kMinNormal = std::numeric_limits<double>::min();
  if (a == b || (std::isnan(a) && std::isnan(b))) return true;
  const double sum = std::fabs(a) + std::fabs(b);
  const double difference = std::fabs(a - b);
  if (a == 0 || b == 0 || sum < kMinNormal) return difference < kSmallDelta * kMinNormal;
  return difference / std::min(sum, std::numeric_limits<double>::max()) < kSmallDelta;
}

void SortAndMerge(std::vector<Bucket>& buckets) {
  std::stable_sort(buckets.begin(), buckets.end(),
                   [](const Bucket& a, const Bucket& b) { return a.upper < b.upper; });
  size_t last = 0;
  for (size_t i = 1; i < buckets.size(); ++i) {
    if (buckets[i].upper == buckets[last].upper) {
      buckets[last].count += buckets[i].count;
    } else {
      buckets[++last] = buckets[i];
    }
  }
  buckets.resize(last + 1);
}

// Raises counts that fall. Tiny differences of either sign are levelled without a word.
std::optional<ForcedMonotonicity> ForceMonotonicity(std::vector<Bucket>& buckets) {
  std::optional<ForcedMonotonicity> forced;
  double before = buckets[0].count;
  for (size_t i = 1; i < buckets.size(); ++i) {
    const double count = buckets[i].count;
    if (count == before) continue;
    if (AlmostEqual(before, count)) {
      buckets[i].count = before;
      continue;
    }
    if (count < before) {
      if (!forced) forced = ForcedMonotonicity{buckets[i].upper, buckets[i].upper, 0};
      forced->last_bound = buckets[i].upper;
      forced->largest_drop = std::max(forced->largest_drop, before - count);
      buckets[i].count = before;
      continue;
    }
    before = count;
  }
  return forced;
}

double Interpolate(double phi, const std::vector<Bucket>& buckets) {
  const double total = buckets.back().count;
  if (buckets.size() < 2 || total == 0) return kNan;
  double rank = phi * total;
  const auto last = buckets.end() - 1;
  const auto found =
      std::find_if(buckets.begin(), last, [rank](const Bucket& b) { return b.count >= rank; });
  if (found == last) return (last - 1)->upper;
  if (found == buckets.begin()) {
    if (found->upper <= 0) return found->upper;
    return found->upper * (rank / found->count);
  }
  const Bucket& before = *(found - 1);
  rank -= before.count;
  return before.upper + (found->upper - before.upper) * (rank / (found->count - before.count));
}

}  // namespace

BucketQuantileResult BucketQuantile(double phi, std::vector<Bucket>& buckets) {
  if (std::isnan(phi)) return {kNan, {}};
  if (phi < 0) return {-kInfinity, {}};
  if (phi > 1) return {kInfinity, {}};
  SortAndMerge(buckets);
  if (buckets.back().upper != kInfinity) return {kNan, {}};
  BucketQuantileResult result;
  result.forced = ForceMonotonicity(buckets);
  result.value = Interpolate(phi, buckets);
  return result;
}

double BucketFraction(double lower, double upper, std::vector<Bucket>& buckets) {
  SortAndMerge(buckets);
  const double total = buckets.back().count;
  if (buckets.back().upper != kInfinity || total == 0 || std::isnan(lower) || std::isnan(upper))
    return kNan;
  if (lower >= upper) return 0;

  // The number of observations up to `v`.
  const auto rank_of = [&](double v) {
    // Where the first bound is above zero the observations are taken to be positive.
    double bound = buckets[0].upper > 0 ? 0 : -kInfinity;
    double rank = 0;
    for (const Bucket& bucket : buckets) {
      if (bound >= v) return rank;
      if (bucket.upper > v) {
        // Inside a bucket without a lower end nothing can be said: all of it counts.
        if (bound == -kInfinity) return bucket.count;
        return rank + (bucket.count - rank) * (v - bound) / (bucket.upper - bound);
      }
      rank = bucket.count;
      bound = bucket.upper;
    }
    return total;
  };
  return (std::min(rank_of(upper), total) - std::min(rank_of(lower), total)) / total;
}

}  // namespace plumb::promql
