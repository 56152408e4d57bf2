#include "promql/native_histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "base/compensated_sum.h"
#include "model/histogram_buckets.h"

namespace plumb::promql {

namespace {

using model::Bucket;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool HoldsZero(const Bucket& bucket) {
  return bucket.lower <= 0 && bucket.upper >= 0;
}

// The buckets, of which those that hold zero do not reach into a side without observations.
std::vector<Bucket> OneSided(const model::Histogram& histogram) {
  std::vector<Bucket> buckets = model::DisjointBucketsOf(histogram);
  for (Bucket& bucket : buckets) {
    if (!HoldsZero(bucket)) continue;
    const bool positive = !histogram.positive_buckets.empty();
    const bool negative = !histogram.negative_buckets.empty();
    if (positive && !negative) bucket.lower = 0;
    if (negative && !positive) bucket.upper = 0;
  }
  return buckets;
}

double CountOf(const std::vector<Bucket>& buckets) {
  return std::accumulate(buckets.begin(), buckets.end(), 0.0,
                         [](double sum, const Bucket& bucket) { return sum + bucket.count; });
}

double Log(double v) {
  return std::log2(std::fabs(v));
}

// The value below which `part` of a bucket's observations are.
double ValueAt(const Bucket& bucket, double part, bool evenly) {
  if (evenly) return bucket.lower + (bucket.upper - bucket.lower) * part;
  const double lower = Log(bucket.lower);
  const double upper = Log(bucket.upper);
  if (bucket.lower > 0) return std::exp2(lower + (upper - lower) * part);
  return -std::exp2(upper + (lower - upper) * (1 - part));
}

// The bucket where the count from one end reaches the rank, and that count; the last one if it does
// not.
struct Found {
  const Bucket* bucket = nullptr;
  double count = 0;
};

template <typename Iterator>
Found FindRank(Iterator begin, Iterator end, double rank) {
  Found found;
  for (Iterator at = begin; at != end; ++at) {
    found.bucket = &*at;
    found.count += at->count;
    if (found.count >= rank) break;
  }
  return found;
}

}  // namespace

NativeResult NativeQuantile(double phi, const model::Histogram& histogram) {
  if (phi < 0) return {-kInfinity};
  if (phi > 1) return {kInfinity};
  if (histogram.count == 0 || std::isnan(phi)) return {kNan};
  const bool has_nan = std::isnan(histogram.sum);
  const bool custom = model::HasCustomBuckets(histogram);
  const std::vector<Bucket> buckets = custom ? model::BucketsOf(histogram) : OneSided(histogram);
  // From the nearer end; what is no number counts as above everything, so that then only the lower
  // end will do.
  const bool from_below = has_nan || phi < 0.5;
  double rank = (from_below ? phi : 1 - phi) * histogram.count;
  const Found found = from_below ? FindRank(buckets.begin(), buckets.end(), rank)
                                 : FindRank(buckets.rbegin(), buckets.rend(), rank);
  if (found.bucket == nullptr) return {kNan, has_nan ? NanEffect::kNoResult : NanEffect::kNone};
  Bucket bucket = *found.bucket;

  if (custom && bucket.lower == -kInfinity) {
    if (bucket.upper <= 0) return {bucket.upper};
    bucket.lower = 0;
  } else if (custom && bucket.upper == kInfinity) {
    return {bucket.lower};
  }
  // Rounding may have made the buckets more than the whole.
  const double count = std::min(found.count, histogram.count);
  if (count < rank)
    return has_nan ? NativeResult{kNan, NanEffect::kNoResult} : NativeResult{bucket.upper};
  rank = from_below ? rank - (count - bucket.count) : count - rank;
  const bool skewed = has_nan && CountOf(buckets) < histogram.count;
  return {ValueAt(bucket, rank / bucket.count, custom || HoldsZero(bucket)),
          skewed ? NanEffect::kSkewed : NanEffect::kNone};
}

NativeResult NativeFraction(double lower, double upper, const model::Histogram& histogram) {
  if (histogram.count == 0 || std::isnan(lower) || std::isnan(upper)) return {kNan};
  if (lower >= upper) return {0};
  const std::vector<Bucket> buckets = OneSided(histogram);
  const bool custom = model::HasCustomBuckets(histogram);
  const bool has_nan = std::isnan(histogram.sum);
  const double total = has_nan ? CountOf(buckets) : histogram.count;

  // The number of observations up to `v`.
  const auto rank_of = [&](double v) {
    double rank = 0;
    for (const Bucket& bucket : buckets) {
      if (bucket.lower >= v) return rank;
      if (bucket.upper > v) {
        // Inside a bucket without a lower end nothing can be said: all of it counts.
        if (bucket.lower == -kInfinity) return bucket.count;
        if (custom || HoldsZero(bucket))
          return rank + bucket.count * (v - bucket.lower) / (bucket.upper - bucket.lower);
        const double from = Log(bucket.lower);
        const double to = Log(bucket.upper);
        const double part = v > 0 ? (Log(v) - from) / (to - from) : 1 - (Log(v) - to) / (from - to);
        return rank + bucket.count * part;
      }
      rank += bucket.count;
    }
    return total;
  };
  const double part =
      (std::min(rank_of(upper), total) - std::min(rank_of(lower), total)) / histogram.count;
  return {part, has_nan && total < histogram.count ? NanEffect::kSkewed : NanEffect::kNone};
}

double NativeVariance(const model::Histogram& histogram) {
  const double mean = histogram.sum / histogram.count;
  const bool custom = model::HasCustomBuckets(histogram);
  CompensatedSum squares;
  for (const Bucket& bucket : model::DisjointBucketsOf(histogram)) {
    double middle = 0;
    if (custom) {
      middle = (bucket.upper + bucket.lower) / 2;
    } else if (!HoldsZero(bucket)) {
      middle = std::copysign(std::sqrt(bucket.upper * bucket.lower), bucket.upper);
    }
    const double distance = middle - mean;
    squares.Add(bucket.count * distance * distance);
  }
  return squares.Value() / histogram.count;
}

}  // namespace plumb::promql
