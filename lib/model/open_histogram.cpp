#include "model/open_histogram.h"

#include <algorithm>
#include <cmath>

#include "model/histogram_buckets.h"

namespace plumb::model {

namespace {

OpenBuckets Open(const std::vector<Span>& spans, const std::vector<double>& counts) {
  OpenBuckets buckets;
  buckets.reserve(counts.size());
  int32_t index = 0;
  size_t next = 0;
  for (const Span& span : spans) {
    index += span.offset;
    for (uint32_t i = 0; i < span.length && next < counts.size(); ++i)
      buckets.push_back({.index = index++, .count = {.sum = counts[next++]}});
  }
  return buckets;
}

double ValueOf(const CompensatedSum& number, ErrorTerms errors) {
  return errors == ErrorTerms::kAdded ? number.Value() : number.sum;
}

void Close(const OpenBuckets& buckets, ErrorTerms errors, std::vector<Span>& spans,
           std::vector<double>& counts) {
  counts.reserve(buckets.size());
  int32_t next = 0;
  for (const OpenBucket& bucket : buckets) {
    if (spans.empty() || bucket.index != next) spans.push_back({bucket.index - next, 0});
    ++spans.back().length;
    counts.push_back(ValueOf(bucket.count, errors));
    next = bucket.index + 1;
  }
}

// Gives each bucket the index `map` says, which must not fall, and joins those that get the same.
template <typename Map>
void Join(OpenBuckets& buckets, Map map) {
  size_t size = 0;
  for (const OpenBucket& bucket : buckets) {
    const int32_t index = map(bucket.index);
    if (size > 0 && buckets[size - 1].index == index) {
      buckets[size - 1].count.Add(bucket.count.sum);
      buckets[size - 1].count.Add(bucket.count.compensation);
    } else {
      buckets[size++] = {.index = index, .count = bucket.count};
    }
  }
  buckets.resize(size);
}

}  // namespace

OpenHistogram::OpenHistogram(const Histogram& histogram)
    : schema(histogram.schema),
      // A width that is no number would never match another one.
      zero_threshold(std::isnan(histogram.zero_threshold) ? 0 : histogram.zero_threshold),
      zero_count{.sum = histogram.zero_count},
      count{.sum = histogram.count},
      sum{.sum = histogram.sum},
      positive(Open(histogram.positive_spans, histogram.positive_buckets)),
      negative(Open(histogram.negative_spans, histogram.negative_buckets)),
      custom_values(histogram.custom_values),
      reset_hint(histogram.reset_hint) {}

void OpenHistogram::Coarsen(int to) {
  const int halvings = schema - to;
  if (halvings == 0) return;
  const auto coarser = [halvings](int32_t index) { return ((index - 1) >> halvings) + 1; };
  Join(positive, coarser);
  Join(negative, coarser);
  schema = to;
}

void OpenHistogram::MapTo(const std::vector<double>& bounds) {
  Join(positive, [&](int32_t index) {
    if (index >= 0 && static_cast<size_t>(index) >= custom_values.size())
      return static_cast<int32_t>(bounds.size());
    if (index < 0) return 0;
    const double bound = custom_values[static_cast<size_t>(index)];
    return static_cast<int32_t>(std::lower_bound(bounds.begin(), bounds.end(), bound) -
                                bounds.begin());
  });
  custom_values = bounds;
}

double OpenHistogram::WidenToBucket(double threshold) const {
  for (const OpenBuckets* side : {&positive, &negative}) {
    for (const OpenBucket& bucket : *side) {
      if (ExponentialBound(schema, bucket.index - 1) >= threshold) break;
      if (bucket.count.Value() != 0)
        threshold = std::max(threshold, ExponentialBound(schema, bucket.index));
    }
  }
  return threshold;
}

void OpenHistogram::Absorb(double threshold) {
  zero_threshold = threshold;
  for (OpenBuckets* side : {&positive, &negative}) {
    const auto inside = std::find_if(side->begin(), side->end(), [&](const OpenBucket& bucket) {
      return ExponentialBound(schema, bucket.index) > threshold;
    });
    for (auto bucket = side->begin(); bucket != inside; ++bucket) {
      zero_count.Add(bucket->count.sum);
      zero_count.Add(bucket->count.compensation);
    }
    side->erase(side->begin(), inside);
  }
}

Histogram OpenHistogram::Close(ErrorTerms errors) const {
  Histogram histogram;
  histogram.schema = schema;
  histogram.zero_threshold = zero_threshold;
  histogram.zero_count = ValueOf(zero_count, errors);
  histogram.count = ValueOf(count, errors);
  histogram.sum = ValueOf(sum, errors);
  histogram.custom_values = custom_values;
  histogram.reset_hint = reset_hint;
  model::Close(positive, errors, histogram.positive_spans, histogram.positive_buckets);
  model::Close(negative, errors, histogram.negative_spans, histogram.negative_buckets);
  return histogram;
}

std::vector<double> CommonBounds(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
  return common;
}

}  // namespace plumb::model
