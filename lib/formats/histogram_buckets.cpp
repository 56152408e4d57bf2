#include "formats/histogram_buckets.h"

#include <algorithm>
#include <cmath>

namespace plumb::formats {

namespace {

// The upper bound of bucket `index`: 2^(index * 2^-schema); of custom buckets the given one.
double UpperBound(const model::Histogram& histogram, int64_t index) {
  if (histogram.schema == model::kCustomBucketsSchema) {
    if (index < 0) return -INFINITY;
    const auto at = static_cast<size_t>(index);
    return at < histogram.custom_values.size() ? histogram.custom_values[at] : INFINITY;
  }
  const double bound = std::exp2(std::ldexp(static_cast<double>(index), -histogram.schema));
  // As upstream: the last bucket ends at the largest double, the one behind it holds the infinite.
  const bool first_past =
      std::isinf(bound) &&
      std::isfinite(std::exp2(std::ldexp(static_cast<double>(index - 1), -histogram.schema)));
  return first_past ? 1.7976931348623157e308 : bound;
}

template <typename Visit>
void ForEachBucket(const std::vector<model::Span>& spans, const std::vector<double>& counts,
                   Visit visit) {
  int64_t index = 0;
  size_t next = 0;
  for (const model::Span& span : spans) {
    index += span.offset;
    for (uint32_t i = 0; i < span.length && next < counts.size(); ++i, ++index)
      visit(index, counts[next++]);
  }
}

}  // namespace

std::vector<Bucket> BucketsOf(const model::Histogram& histogram) {
  std::vector<Bucket> buckets;
  ForEachBucket(histogram.negative_spans, histogram.negative_buckets,
                [&](int64_t index, double count) {
                  if (count == 0) return;
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
                [&](int64_t index, double count) {
                  if (count == 0) return;
                  buckets.push_back({.lower = UpperBound(histogram, index - 1),
                                     .upper = UpperBound(histogram, index),
                                     .upper_inclusive = true,
                                     .count = count});
                });
  return buckets;
}

}  // namespace plumb::formats
