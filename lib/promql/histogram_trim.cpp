#include "promql/histogram_trim.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/histogram_arithmetic.h"
#include "model/histogram_buckets.h"

namespace plumb::promql {

namespace {

using model::Bucket;

// How the observations lie inside a bucket.
enum class Shape { kEven, kExponential, kExponentialBelowZero };

// What is left of a bucket, and where on average.
struct Kept {
  double count = 0;
  double middle = 0;
};

double MiddleOf(double lower, double upper, Shape shape) {
  if (std::isinf(lower)) {
    if (std::isinf(upper)) return 0;
    return upper > 0 ? upper / 2 : upper;
  }
  if (std::isinf(upper)) return lower;
  if (shape == Shape::kEven) return (lower + upper) / 2;
  const double middle = std::sqrt(std::fabs(lower * upper));
  return shape == Shape::kExponential ? middle : -middle;
}

// The part of a bucket below `limit`, which lies inside it.
double PartBelow(const Bucket& bucket, double limit, Shape shape) {
  if (shape == Shape::kEven) return (limit - bucket.lower) / (bucket.upper - bucket.lower);
  const double log_lower = std::log2(std::fabs(bucket.lower));
  const double log_upper = std::log2(std::fabs(bucket.upper));
  const double log_limit = std::log2(std::fabs(limit));
  if (shape == Shape::kExponential) return (log_limit - log_lower) / (log_upper - log_lower);
  return 1 - (log_limit - log_upper) / (log_lower - log_upper);
}

// A bucket without a lower end. Where values are positive they are taken to begin at 0.
Kept CutOpenBelow(const Bucket& bucket, double limit, TrimSide side) {
  const bool from_zero = limit >= 0 && bucket.upper > limit && std::isfinite(bucket.upper);
  if (side == TrimSide::kLower)
    return from_zero ? Kept{bucket.count * (1 - limit / bucket.upper), (limit + bucket.upper) / 2}
                     : Kept{};
  if (from_zero && limit > 0) return {bucket.count * limit / bucket.upper, limit / 2};
  return bucket.upper <= 0 ? Kept{bucket.count, limit} : Kept{};
}

// A bucket without an upper end: what is known to lie above `limit` counts as lying there.
Kept CutOpenAbove(const Bucket& bucket, double limit, TrimSide side) {
  if (side == TrimSide::kUpper) return {};
  return {bucket.count, limit};
}

// The bucket that holds `limit`.
Kept Cut(const Bucket& bucket, double limit, TrimSide side, Shape shape) {
  if (std::isinf(bucket.lower)) return CutOpenBelow(bucket, limit, side);
  if (std::isinf(bucket.upper)) return CutOpenAbove(bucket, limit, side);
  const double below = bucket.count * PartBelow(bucket, limit, shape);
  if (side == TrimSide::kUpper) return {below, MiddleOf(bucket.lower, limit, shape)};
  return {bucket.count - below, MiddleOf(limit, bucket.upper, shape)};
}

Kept Trim(const Bucket& bucket, double limit, TrimSide side, Shape shape) {
  const bool upper_goes = side == TrimSide::kUpper;
  const bool all_stays = upper_goes ? bucket.upper <= limit : bucket.lower >= limit;
  if (all_stays) return {bucket.count, MiddleOf(bucket.lower, bucket.upper, shape)};
  const bool cut = upper_goes ? bucket.lower < limit : bucket.upper > limit;
  return cut ? Cut(bucket, limit, side, shape) : Kept{};
}

class Trimmer {
 public:
  Trimmer(const model::Histogram& histogram, double limit, TrimSide side)
      : source_(histogram), result_(histogram), limit_(limit), side_(side) {}

  model::Histogram Run() {
    const Shape shape = model::HasCustomBuckets(source_) ? Shape::kEven : Shape::kExponential;
    const bool positive = TrimBuckets(source_.positive_spans, result_.positive_buckets, shape, 1);
    const bool negative = TrimBuckets(source_.negative_spans, result_.negative_buckets,
                                      Shape::kExponentialBelowZero, -1);
    if (source_.zero_count > 0) TrimZeroBucket(positive, negative);
    if (!changed_) return source_;
    result_.count = count_;
    result_.sum = sum_;
    model::CompactHistogram(result_);
    return std::move(result_);
  }

 private:
  // Trims one side; `sign` is -1 for the negative one. Whether it has observations.
  bool TrimBuckets(const std::vector<model::Span>& spans, std::vector<double>& counts, Shape shape,
                   int sign) {
    bool any = false;
    int32_t index = 0;
    size_t next = 0;
    for (const model::Span& span : spans) {
      index += span.offset;
      for (uint32_t i = 0; i < span.length && next < counts.size(); ++i, ++index, ++next) {
        if (counts[next] == 0) continue;
        any = true;
        counts[next] =
            Keep(Trim(BucketAt(index, counts[next], sign), limit_, side_, shape), counts[next]);
      }
    }
    return any;
  }

  [[nodiscard]] Bucket BucketAt(int32_t index, double count, int sign) const {
    const double near = model::UpperBound(source_, index - 1);
    const double far = model::UpperBound(source_, index);
    if (sign < 0) return {.lower = -far, .upper = -near, .count = count};
    return {.lower = near, .upper = far, .count = count};
  }

  // Where one side is empty, the zero bucket does not reach into it.
  void TrimZeroBucket(bool positive, bool negative) {
    const double width = source_.zero_threshold;
    const Bucket bucket{.lower = positive && !negative ? 0 : -width,
                        .upper = negative && !positive ? 0 : width,
                        .count = source_.zero_count};
    result_.zero_count = Keep(Trim(bucket, limit_, side_, Shape::kEven), source_.zero_count);
  }

  double Keep(const Kept& kept, double before) {
    count_ += kept.count;
    sum_ += kept.middle * kept.count;
    changed_ |= kept.count != before;
    return kept.count;
  }

  const model::Histogram& source_;
  model::Histogram result_;
  const double limit_;
  const TrimSide side_;
  double count_ = 0;
  double sum_ = 0;
  bool changed_ = false;
};

}  // namespace

model::Histogram TrimHistogram(const model::Histogram& histogram, double limit, TrimSide side) {
  return Trimmer(histogram, limit, side).Run();
}

}  // namespace plumb::promql
