#include "model/histogram_arithmetic.h"

#include <algorithm>
#include <bit>

#include "model/histogram_buckets.h"
#include "model/open_histogram.h"

namespace plumb::model {

namespace {

template <typename Change>
void ChangeNumbers(Histogram& histogram, Change change) {
  change(histogram.zero_count);
  change(histogram.count);
  change(histogram.sum);
  for (double& count : histogram.positive_buckets) change(count);
  for (double& count : histogram.negative_buckets) change(count);
}

bool SameBuckets(const OpenBuckets& a, const OpenBuckets& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const OpenBucket& x, const OpenBucket& y) {
                      return x.index == y.index && x.count.sum == y.count.sum;
                    });
}

// Whether a bucket of `before` is smaller or missing in `now`.
bool AnyFell(const OpenBuckets& now, const OpenBuckets& before) {
  auto at = now.begin();
  return std::any_of(before.begin(), before.end(), [&](const OpenBucket& old) {
    while (at != now.end() && at->index < old.index) ++at;
    const bool found = at != now.end() && at->index == old.index;
    return found ? at->count.Value() < old.count.Value() : old.count.Value() != 0;
  });
}

bool DetectCustomReset(const Histogram& now, const Histogram& before) {
  OpenHistogram left(now);
  OpenHistogram right(before);
  if (left.custom_values != right.custom_values) {
    const std::vector<double> common = CommonBounds(left.custom_values, right.custom_values);
    left.MapTo(common);
    right.MapTo(common);
  }
  return AnyFell(left.positive, right.positive);
}

bool DetectExponentialReset(const Histogram& now, const Histogram& before) {
  if (now.schema > before.schema || now.zero_threshold < before.zero_threshold) return true;
  OpenHistogram left(now);
  OpenHistogram right(before);
  // A bucket that the new zero bucket cuts in two cannot have been counted on.
  if (right.WidenToBucket(left.zero_threshold) != left.zero_threshold) return true;
  right.Absorb(left.zero_threshold);
  if (left.zero_count.Value() < right.zero_count.Value()) return true;
  right.Coarsen(left.schema);
  return AnyFell(left.positive, right.positive) || AnyFell(left.negative, right.negative);
}

}  // namespace

Result<CombinedHistogram> AddHistograms(const Histogram& a, const Histogram& b, double factor) {
  HistogramSum sum(a);
  PLUMB_ASSIGN(const Combining combining, sum.Add(b, factor));
  return CombinedHistogram{.histogram = sum.Close(ErrorTerms::kDropped), .combining = combining};
}

void ScaleHistogram(Histogram& histogram, double factor) {
  ChangeNumbers(histogram, [factor](double& number) { number *= factor; });
  if (factor < 0) histogram.reset_hint = ResetHint::kGauge;
}

void DivideHistogram(Histogram& histogram, double divisor) {
  if (divisor == 0) {
    histogram.positive_spans.clear();
    histogram.positive_buckets.clear();
    histogram.negative_spans.clear();
    histogram.negative_buckets.clear();
  }
  ChangeNumbers(histogram, [divisor](double& number) { number /= divisor; });
  if (divisor < 0) histogram.reset_hint = ResetHint::kGauge;
}

void CompactHistogram(Histogram& histogram) {
  const auto is_empty = [](double count) { return count == 0; };
  if (std::none_of(histogram.positive_buckets.begin(), histogram.positive_buckets.end(),
                   is_empty) &&
      std::none_of(histogram.negative_buckets.begin(), histogram.negative_buckets.end(), is_empty))
    return;
  OpenHistogram open(histogram);
  for (OpenBuckets* side : {&open.positive, &open.negative})
    side->erase(std::remove_if(side->begin(), side->end(),
                               [](const OpenBucket& bucket) { return bucket.count.sum == 0; }),
                side->end());
  histogram = open.Close(ErrorTerms::kDropped);
}

Histogram Coarsened(const Histogram& histogram, int schema) {
  OpenHistogram open(histogram);
  open.Coarsen(schema);
  return open.Close(ErrorTerms::kDropped);
}

bool SameObservations(const Histogram& a, const Histogram& b) {
  // Sums are compared by their bits: a sum that is no number equals itself.
  if (a.schema != b.schema || a.zero_threshold != b.zero_threshold ||
      a.zero_count != b.zero_count || a.count != b.count ||
      std::bit_cast<uint64_t>(a.sum) != std::bit_cast<uint64_t>(b.sum) ||
      a.custom_values != b.custom_values)
    return false;
  const OpenHistogram left(a);
  const OpenHistogram right(b);
  return SameBuckets(left.positive, right.positive) && SameBuckets(left.negative, right.negative);
}

bool DetectReset(const Histogram& now, const Histogram& before) {
  if (now.reset_hint == ResetHint::kReset) return true;
  if (now.reset_hint == ResetHint::kNotReset) return false;
  if (now.count < before.count) return true;
  if (HasCustomBuckets(now) != HasCustomBuckets(before)) return true;
  return HasCustomBuckets(now) ? DetectCustomReset(now, before)
                               : DetectExponentialReset(now, before);
}

}  // namespace plumb::model
