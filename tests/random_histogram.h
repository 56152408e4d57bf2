// Random native histograms for tests. The same generator gives the same ones.
#pragma once

#include <random>
#include <vector>

#include "model/histogram.h"
#include "model/histogram_buckets.h"

namespace plumb::tests {

// One side: a few spans of whole counts.
inline void FillSide(std::mt19937& random, std::vector<model::Span>& spans,
                     std::vector<double>& counts, int first) {
  const size_t number = random() % 4;
  for (size_t s = 0; s < number; ++s) {
    const auto gap = static_cast<int>(random() % 4);
    const auto length = static_cast<uint32_t>(1 + random() % 3);
    spans.push_back({.offset = s == 0 ? first + gap : gap + 1, .length = length});
    for (uint32_t i = 0; i < length; ++i) counts.push_back(static_cast<double>(random() % 9));
  }
}

// The first bucket that may have observations: it begins outside of the zero bucket.
inline int RandomFirst(std::mt19937& random, int schema, double zero_threshold) {
  int first = static_cast<int>(random() % 9) - 4;
  while (model::ExponentialBound(schema, first - 1) < zero_threshold) ++first;
  return first;
}

// Every observation lies in a bucket. The width of the zero bucket is `zero_threshold`.
inline model::Histogram RandomExponential(std::mt19937& random, int schema,
                                          double zero_threshold = 0) {
  model::Histogram histogram;
  histogram.schema = schema;
  histogram.zero_threshold = zero_threshold;
  histogram.zero_count = static_cast<double>(random() % 5);
  FillSide(random, histogram.positive_spans, histogram.positive_buckets,
           RandomFirst(random, schema, zero_threshold));
  FillSide(random, histogram.negative_spans, histogram.negative_buckets,
           RandomFirst(random, schema, zero_threshold));
  histogram.count = histogram.zero_count;
  for (const double count : histogram.positive_buckets) histogram.count += count;
  for (const double count : histogram.negative_buckets) histogram.count += count;
  histogram.sum = static_cast<double>(random() % 1000) / 8;
  return histogram;
}

inline model::Histogram RandomCustom(std::mt19937& random) {
  model::Histogram histogram;
  histogram.schema = model::kCustomBucketsSchema;
  for (int bound = 1; bound < 9; ++bound)
    if (random() % 2 == 0) histogram.custom_values.push_back(bound);
  const auto buckets = static_cast<uint32_t>(histogram.custom_values.size() + 1);
  histogram.positive_spans = {{.offset = 0, .length = buckets}};
  for (uint32_t i = 0; i < buckets; ++i) {
    histogram.positive_buckets.push_back(static_cast<double>(random() % 9));
    histogram.count += histogram.positive_buckets.back();
  }
  histogram.sum = static_cast<double>(random() % 1000) / 8;
  return histogram;
}

}  // namespace plumb::tests
