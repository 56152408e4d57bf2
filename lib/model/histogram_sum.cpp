#include "model/histogram_sum.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace plumb::model {
namespace {

// Bucket index to count, in order. Sparse: spans may lie far apart.
using Buckets = std::map<int32_t, double>;

Buckets Unpack(const std::vector<Span>& spans, const std::vector<double>& counts) {
  Buckets buckets;
  int32_t index = 0;
  size_t next = 0;
  for (const Span& span : spans) {
    index += span.offset;
    for (uint32_t i = 0; i < span.length && next < counts.size(); ++i) {
      buckets.emplace_hint(buckets.end(), index++, counts[next++]);
    }
  }
  return buckets;
}

void Pack(const Buckets& buckets, std::vector<Span>& spans, std::vector<double>& counts) {
  spans.clear();
  counts.clear();
  int32_t next = 0;
  for (const auto& [index, count] : buckets) {
    if (spans.empty() || index != next) spans.push_back({index - next, 0});
    ++spans.back().length;
    counts.push_back(count);
    next = index + 1;
  }
}

// Joins the buckets of a resolution `steps` halvings coarser: (index - 1) / 2^steps + 1, rounded
// down.
Buckets Coarsen(const Buckets& buckets, int steps) {
  Buckets coarse;
  for (const auto& [index, count] : buckets) coarse[((index - 1) >> steps) + 1] += count;
  return coarse;
}

// A histogram whose buckets can be changed.
struct Open {
  int schema = 0;
  double zero_threshold = 0;
  double zero_count = 0;
  Buckets positive;
  Buckets negative;
};

Open Unpack(const Histogram& h, int schema) {
  Open open{schema, h.zero_threshold, h.zero_count, Unpack(h.positive_spans, h.positive_buckets),
            Unpack(h.negative_spans, h.negative_buckets)};
  if (h.schema > schema) {
    open.positive = Coarsen(open.positive, h.schema - schema);
    open.negative = Coarsen(open.negative, h.schema - schema);
  }
  return open;
}

// Widens `threshold` to the end of the last bucket with something in it that it cuts through.
double WidenToBucket(const Open& open, double threshold) {
  for (const Buckets* side : {&open.positive, &open.negative}) {
    for (const auto& [index, count] : *side) {
      const double lower = ExponentialBound(open.schema, index - 1);
      if (lower >= threshold) break;
      if (count != 0) threshold = std::max(threshold, ExponentialBound(open.schema, index));
    }
  }
  return threshold;
}

// Moves the buckets below `threshold` into the zero bucket.
void Absorb(Open& open, double threshold) {
  open.zero_threshold = threshold;
  for (Buckets* side : {&open.positive, &open.negative}) {
    while (!side->empty() && ExponentialBound(open.schema, side->begin()->first) <= threshold) {
      open.zero_count += side->begin()->second;
      side->erase(side->begin());
    }
  }
}

// Upstream's rule (FloatHistogram.reconcileZeroBuckets): the wider zero bucket decides, widened
// further where it would cut a bucket in two, until both agree.
void MatchZeroBuckets(Open& a, Open& b) {
  while (a.zero_threshold != b.zero_threshold) {
    Open& narrow = a.zero_threshold < b.zero_threshold ? a : b;
    const double wide = std::max(a.zero_threshold, b.zero_threshold);
    Absorb(narrow, WidenToBucket(narrow, wide));
  }
}

ResetHint CombineHints(ResetHint a, ResetHint b) {
  if (a == b) return a;
  if (a == ResetHint::kGauge || b == ResetHint::kGauge) return ResetHint::kGauge;
  return ResetHint::kUnknown;
}

void AddBuckets(Buckets& to, const Buckets& from, double factor) {
  for (const auto& [index, count] : from) to[index] += factor * count;
}

}  // namespace

double ExponentialBound(int schema, int32_t index) {
  // 2^(index * 2^-schema), with the whole part as an exact power.
  if (schema <= 0)
    return std::ldexp(1.0,
                      static_cast<int>(std::clamp<int64_t>(
                          static_cast<int64_t>(index) * (int64_t{1} << -schema), -2000, 2000)));
  const int32_t whole = index >> schema;
  const int32_t part = index - (whole << schema);
  return std::ldexp(std::exp2(std::ldexp(part, -schema)), whole);
}

Result<Histogram> AddHistograms(const Histogram& a, const Histogram& b, double factor) {
  const bool custom = a.schema == kCustomBucketsSchema;
  if (custom != (b.schema == kCustomBucketsSchema)) {
    return Error{Exit::kUsage, "cannot combine exponential and custom bucket histograms"};
  }
  if (custom && a.custom_values != b.custom_values) {
    return Error{Exit::kUsage, "cannot combine histograms with different custom bounds"};
  }
  const int schema = std::min(a.schema, b.schema);
  Open left = Unpack(a, schema);
  Open right = Unpack(b, schema);
  if (!custom) MatchZeroBuckets(left, right);
  AddBuckets(left.positive, right.positive, factor);
  AddBuckets(left.negative, right.negative, factor);

  Histogram sum;
  sum.schema = schema;
  sum.zero_threshold = left.zero_threshold;
  sum.zero_count = left.zero_count + factor * right.zero_count;
  sum.count = a.count + factor * b.count;
  sum.sum = a.sum + factor * b.sum;
  sum.custom_values = a.custom_values;
  sum.reset_hint = CombineHints(a.reset_hint, b.reset_hint);
  Pack(left.positive, sum.positive_spans, sum.positive_buckets);
  Pack(left.negative, sum.negative_spans, sum.negative_buckets);
  return sum;
}

}  // namespace plumb::model
