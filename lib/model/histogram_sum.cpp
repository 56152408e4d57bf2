#include "model/histogram_sum.h"

#include <algorithm>
#include <cmath>

#include "model/histogram_arithmetic.h"

namespace plumb::model {
namespace {

// The wider zero bucket decides, widened further where it would cut a bucket in two, until both
// agree (prometheus model/histogram, reconcileZeroBuckets).
void MatchZeroBuckets(OpenHistogram& a, OpenHistogram& b) {
  while (a.zero_threshold != b.zero_threshold) {
    OpenHistogram& narrow = a.zero_threshold < b.zero_threshold ? a : b;
    const double wide = std::max(a.zero_threshold, b.zero_threshold);
    narrow.Absorb(narrow.WidenToBucket(wide));
  }
}

// Makes the buckets of both those of one layout.
Combining MatchLayouts(OpenHistogram& a, OpenHistogram& b) {
  Combining combining;
  if (a.schema == kCustomBucketsSchema) {
    if (a.custom_values == b.custom_values) return combining;
    combining.bounds_reconciled = true;
    const std::vector<double> common = CommonBounds(a.custom_values, b.custom_values);
    a.MapTo(common);
    b.MapTo(common);
    return combining;
  }
  MatchZeroBuckets(a, b);
  const int schema = std::min(a.schema, b.schema);
  a.Coarsen(schema);
  b.Coarsen(schema);
  return combining;
}

bool ResetsConflict(ResetHint a, ResetHint b) {
  return (a == ResetHint::kReset && b == ResetHint::kNotReset) ||
         (a == ResetHint::kNotReset && b == ResetHint::kReset);
}

ResetHint CombineHints(ResetHint a, ResetHint b) {
  if (a == b) return a;
  if (a == ResetHint::kGauge || b == ResetHint::kGauge) return ResetHint::kGauge;
  return ResetHint::kUnknown;
}

void AddNumber(CompensatedSum& to, const CompensatedSum& from, double factor) {
  to.Add(factor * from.sum);
  if (from.compensation != 0) to.Add(factor * from.compensation);
}

void AddBuckets(OpenBuckets& to, const OpenBuckets& from, double factor) {
  OpenBuckets merged;
  merged.reserve(to.size() + from.size());
  auto a = to.begin();
  for (const OpenBucket& bucket : from) {
    while (a != to.end() && a->index < bucket.index) merged.push_back(*a++);
    if (a != to.end() && a->index == bucket.index) {
      merged.push_back(*a++);
      AddNumber(merged.back().count, bucket.count, factor);
    } else {
      merged.push_back({.index = bucket.index,
                        .count = {.sum = factor * bucket.count.sum,
                                  .compensation = factor * bucket.count.compensation}});
    }
  }
  merged.insert(merged.end(), a, to.end());
  to = std::move(merged);
}

}  // namespace

Result<Combining> HistogramSum::Add(const Histogram& other, double factor) {
  if ((total_.schema == kCustomBucketsSchema) != HasCustomBuckets(other))
    return Error{Exit::kUsage, "cannot combine exponential and custom bucket histograms"};
  OpenHistogram right(other);
  Combining combining = MatchLayouts(total_, right);
  combining.resets_conflict = ResetsConflict(total_.reset_hint, other.reset_hint);
  total_.reset_hint = CombineHints(total_.reset_hint, other.reset_hint);
  AddNumber(total_.zero_count, right.zero_count, factor);
  AddNumber(total_.count, right.count, factor);
  AddNumber(total_.sum, right.sum, factor);
  AddBuckets(total_.positive, right.positive, factor);
  AddBuckets(total_.negative, right.negative, factor);
  return combining;
}

void HistogramSum::Scale(double factor) {
  total_.ForEachNumber([factor](CompensatedSum& number) {
    number.sum *= factor;
    number.compensation *= factor;
  });
}

void HistogramSum::Divide(double divisor) {
  total_.ForEachNumber([divisor](CompensatedSum& number) {
    number.sum /= divisor;
    number.compensation /= divisor;
  });
}

bool HistogramSum::Overflows() const {
  const auto infinite = [](const OpenBucket& bucket) { return std::isinf(bucket.count.sum); };
  return std::isinf(total_.zero_count.sum) || std::isinf(total_.count.sum) ||
         std::isinf(total_.sum.sum) ||
         std::any_of(total_.positive.begin(), total_.positive.end(), infinite) ||
         std::any_of(total_.negative.begin(), total_.negative.end(), infinite);
}

Result<Combining> HistogramMean::Add(const Histogram& other) {
  const double count = count_ + 1;
  if (!incremental_) {
    HistogramSum next = total_;
    PLUMB_ASSIGN(const Combining combining, next.Add(other));
    if (!next.Overflows()) {
      total_ = std::move(next);
      count_ = count;
      return combining;
    }
    incremental_ = true;
    total_.Divide(count_);
  }
  Histogram part = other;
  DivideHistogram(part, count);
  HistogramSum next = total_;
  next.Scale(count_ / count);
  PLUMB_ASSIGN(const Combining combining, next.Add(part));
  total_ = std::move(next);
  count_ = count;
  return combining;
}

Histogram HistogramMean::Close() const {
  if (incremental_) return total_.Close();
  HistogramSum mean = total_;
  mean.Divide(count_);
  return mean.Close();
}

}  // namespace plumb::model
