#include "model/histogram_buckets.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plumb::model {

namespace {

// 2^(index * 2^-schema), with the whole part as an exact power.
double PowerBound(int schema, int64_t index) {
  if (schema <= 0) {
    const int64_t exponent = index * (int64_t{1} << -schema);
    return std::ldexp(1.0, static_cast<int>(std::clamp<int64_t>(exponent, -2000, 2000)));
  }
  const int64_t whole = index >> schema;
  const auto part = static_cast<double>(index - (whole << schema));
  const auto exponent = static_cast<int>(std::clamp<int64_t>(whole, -2000, 2000));
  return std::ldexp(std::exp2(std::ldexp(part, -schema)), exponent);
}

// Calls visit(index, count) for each bucket that is not empty.
template <typename Visit>
void ForEachBucket(const std::vector<Span>& spans, const std::vector<double>& counts, Visit visit) {
  int32_t index = 0;
  size_t next = 0;
  for (const Span& span : spans) {
    index += span.offset;
    for (uint32_t i = 0; i < span.length && next < counts.size(); ++i, ++index, ++next)
      if (counts[next] != 0) visit(index, counts[next]);
  }
}

}  // namespace

double ExponentialBound(int schema, int32_t index) {
  const double bound = PowerBound(schema, index);
  // As upstream: the last bucket ends at the largest double, the one behind it holds the infinite.
  if (std::isinf(bound) && std::isfinite(PowerBound(schema, int64_t{index} - 1)))
    return std::numeric_limits<double>::max();
  return bound;
}

double UpperBound(const Histogram& histogram, int32_t index) {
  if (!HasCustomBuckets(histogram)) return ExponentialBound(histogram.schema, index);
  if (index < 0) return -std::numeric_limits<double>::infinity();
  const auto at = static_cast<size_t>(index);
  return at < histogram.custom_values.size() ? histogram.custom_values[at]
                                             : std::numeric_limits<double>::infinity();
}

std::vector<Bucket> BucketsOf(const Histogram& histogram) {
  std::vector<Bucket> buckets;
  ForEachBucket(histogram.negative_spans, histogram.negative_buckets,
                [&](int32_t index, double count) {
                  buckets.push_back({.lower = -UpperBound(histogram, index),
                                     .upper = -UpperBound(histogram, index - 1),
                                     .lower_inclusive = true,
                                     .count = count});
                });
  std::reverse(buckets.begin(), buckets.end());
  if (histogram.zero_count != 0)
    buckets.push_back({.lower = -histogram.zero_threshold,
                       .upper = histogram.zero_threshold,
                       .lower_inclusive = true,
                       .upper_inclusive = true,
                       .count = histogram.zero_count});
  ForEachBucket(histogram.positive_spans, histogram.positive_buckets,
                [&](int32_t index, double count) {
                  buckets.push_back({.lower = UpperBound(histogram, index - 1),
                                     .upper = UpperBound(histogram, index),
                                     .upper_inclusive = true,
                                     .count = count});
                });
  return buckets;
}

std::vector<Bucket> DisjointBucketsOf(const Histogram& histogram) {
  std::vector<Bucket> buckets = BucketsOf(histogram);
  if (HasCustomBuckets(histogram)) return buckets;
  const double threshold = histogram.zero_threshold;
  for (Bucket& bucket : buckets) {
    if (bucket.upper < 0 && bucket.upper > -threshold) bucket.upper = -threshold;
    if (bucket.lower > 0 && bucket.lower < threshold) bucket.lower = threshold;
  }
  return buckets;
}

}  // namespace plumb::model
