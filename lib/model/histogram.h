// SPDX-License-Identifier: Apache-2.0
// Native histograms: exponential buckets (schema -4..8) or custom bounds (schema -53), float
// counts. https://prometheus.io/docs/specs/native_histograms/
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/time_zone.h"

namespace plumb::model {

inline constexpr int kCustomBucketsSchema = -53;

enum class ResetHint : uint8_t { kUnknown = 0, kReset = 1, kNotReset = 2, kGauge = 3 };

// `length` buckets in a row, `offset` after the end of the span before (the first: from bucket 0).
struct Span {
  int32_t offset = 0;
  uint32_t length = 0;
  bool operator==(const Span&) const = default;
};

struct Histogram {
  int schema = 0;
  double zero_threshold = 0;
  double zero_count = 0;
  double count = 0;
  double sum = 0;
  std::vector<Span> positive_spans;
  std::vector<double> positive_buckets;  // absolute counts, one a bucket of the spans
  std::vector<Span> negative_spans;
  std::vector<double> negative_buckets;
  std::vector<double> custom_values;  // upper bounds, schema kCustomBucketsSchema only
  ResetHint reset_hint = ResetHint::kUnknown;

  bool operator==(const Histogram&) const = default;
};

inline bool HasCustomBuckets(const Histogram& histogram) {
  return histogram.schema == kCustomBucketsSchema;
}

struct HistogramPoint {
  Timestamp time = 0;
  std::shared_ptr<const Histogram> histogram;  // never null
  Timestamp start_time = 0;                    // since when it counts; 0: not known
};

}  // namespace plumb::model
