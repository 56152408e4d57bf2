#include "promql/extended_histogram_rate.h"

#include <algorithm>

#include "model/histogram_arithmetic.h"

namespace plumb::promql {

namespace {

using model::Histogram;
using model::HistogramPoint;
using model::ResetHint;

// Adds with remarks. False if that cannot be done.
bool AddTo(model::HistogramSum& sum, const Histogram& histogram, double factor,
           std::string_view metric, Remarks& remarks) {
  const auto combining = sum.Add(histogram, factor);
  if (!combining.ok()) {
    remarks.Warn(MixedBucketKinds(metric));
    return false;
  }
  RemarkBounds(*combining, factor < 0 ? Combination::kSubtraction : Combination::kAddition,
               remarks);
  return true;
}

class ExtendedGrowth {
 public:
  ExtendedGrowth(const MixedWindow& window, RateKind kind, Edges edges)
      : w_(window), points_(window.histograms), kind_(kind), smoothed_(edges == Edges::kSmoothed) {
    const auto later = [](Timestamp t, const HistogramPoint& point) { return t < point.time; };
    const auto earlier = [](const HistogramPoint& point, Timestamp t) { return point.time < t; };
    last_ = points_.size() - 1;
    const auto end = points_.begin() + static_cast<std::ptrdiff_t>(last_);
    const auto inside = std::upper_bound(points_.begin(), end, w_.floats.from, later);
    first_ = inside == points_.begin() ? 0 : static_cast<size_t>(inside - points_.begin()) - 1;
    if (smoothed_)
      last_ = static_cast<size_t>(std::lower_bound(points_.begin(), end, w_.floats.to, earlier) -
                                  points_.begin());
  }

  WindowSample Run() {
    // Samples only before, or only after the range, say nothing of it.
    if (points_[last_].time <= w_.floats.from) return {};
    if (smoothed_ && points_[first_].time > w_.floats.to) return {};
    if (!Check()) return {};
    const auto left = Left();
    const auto right = Right();
    if (!left || !right) return {};
    if (!kind_.counter &&
        !((*left)->reset_hint == ResetHint::kGauge && (*right)->reset_hint == ResetHint::kGauge))
      w_.remarks.Warn(NotAGaugeHistogram(w_.metric));
    model::HistogramSum growth(**right);
    if (!AddTo(growth, **left, -1, w_.metric, w_.remarks)) return {};
    if (kind_.counter && !AddResets(growth, *left, *right)) return {};
    if (kind_.per_second) growth.Divide(w_.floats.RangeSeconds());
    Histogram result = growth.Close(model::ErrorTerms::kDropped);
    result.reset_hint = ResetHint::kGauge;
    model::CompactHistogram(result);
    return ToSample(std::move(result));
  }

 private:
  bool Check() {
    const bool custom = model::HasCustomBuckets(*points_[first_].histogram);
    for (size_t i = first_; i <= last_; ++i) {
      if (model::HasCustomBuckets(*points_[i].histogram) != custom) {
        w_.remarks.Warn(MixedBucketKinds(w_.metric));
        return false;
      }
      if (kind_.counter && points_[i].histogram->reset_hint == ResetHint::kGauge)
        w_.remarks.Warn(NotACounterHistogram(w_.metric));
    }
    return true;
  }

  [[nodiscard]] bool CutsLeft() const { return smoothed_ && points_[first_].time < w_.floats.from; }

  std::optional<HistogramPtr> Left() {
    if (!CutsLeft()) return points_[first_].histogram;
    return InterpolateHistograms(points_[first_], points_[first_ + 1], w_.floats.from,
                                 kind_.counter, w_.metric, w_.remarks);
  }

  std::optional<HistogramPtr> Right() {
    if (!smoothed_ || last_ == 0 || points_[last_].time <= w_.floats.to)
      return points_[last_].histogram;
    return InterpolateHistograms(points_[last_ - 1], points_[last_], w_.floats.to, kind_.counter,
                                 w_.metric, w_.remarks);
  }

  [[nodiscard]] bool ResetAfter(size_t i) const {
    return model::DetectReset(*points_[i + 1].histogram, *points_[i].histogram);
  }

  // The edges stand for the first and the last sample: only what is between them is gone through.
  bool AddResets(model::HistogramSum& growth, HistogramPtr before, const HistogramPtr& right) {
    size_t next = first_ + 1;
    if (CutsLeft() && ResetAfter(first_)) {
      // The left edge knows of this reset already.
      before = points_[next].histogram;
      ++next;
    }
    if (next > last_) return true;
    for (; next < last_; ++next) {
      if (model::DetectReset(*points_[next].histogram, *before) &&
          !AddTo(growth, *before, 1, w_.metric, w_.remarks))
        return false;
      before = points_[next].histogram;
    }
    return !model::DetectReset(*right, *before) || AddTo(growth, *before, 1, w_.metric, w_.remarks);
  }

  const MixedWindow& w_;
  const std::span<const HistogramPoint> points_;
  const RateKind kind_;
  const bool smoothed_;
  size_t first_ = 0;
  size_t last_ = 0;
};

}  // namespace

WindowSample ExtendedMixed(const MixedWindow& window, RateKind kind, Edges edges) {
  if (window.mixed()) {
    window.remarks.Warn(MixedFloatsAndHistograms(window.metric));
    return {};
  }
  return ExtendedGrowth(window, kind, edges).Run();
}

std::optional<HistogramPtr> InterpolateHistograms(const HistogramPoint& left,
                                                  const HistogramPoint& right, Timestamp t,
                                                  bool counter, std::string_view metric,
                                                  Remarks& remarks) {
  if (model::HasCustomBuckets(*left.histogram) != model::HasCustomBuckets(*right.histogram)) {
    remarks.Warn(MixedBucketKinds(metric));
    return std::nullopt;
  }
  if (t == left.time) return left.histogram;
  if (t == right.time) return right.histogram;
  const double part =
      static_cast<double>(t - left.time) / static_cast<double>(right.time - left.time);
  if (counter && model::DetectReset(*right.histogram, *left.histogram)) {
    Histogram scaled = *right.histogram;
    model::ScaleHistogram(scaled, part);
    return std::make_shared<const Histogram>(std::move(scaled));
  }
  model::HistogramSum line(*right.histogram);
  if (!AddTo(line, *left.histogram, -1, metric, remarks)) return std::nullopt;
  line.Scale(part);
  if (!AddTo(line, *left.histogram, 1, metric, remarks)) return std::nullopt;
  return std::make_shared<const Histogram>(line.Close(model::ErrorTerms::kDropped));
}

}  // namespace plumb::promql
