#include "promql/histogram_rate.h"

#include <algorithm>
#include <optional>

#include "model/histogram_arithmetic.h"
#include "promql/start_time.h"

namespace plumb::promql {

namespace {

using model::Histogram;
using model::HistogramPoint;
using model::ResetHint;

CountedSince SinceOf(const HistogramPoint& point) {
  return {.start = point.start_time, .time = point.time};
}
CountedSince SinceOf(const MixedWindow& w, size_t i) {
  return {.start = w.StartOfFloat(i), .time = w.floats.times[i]};
}

bool IsReset(const HistogramPoint& before, const HistogramPoint& now) {
  return IsStartTimeReset(SinceOf(before), SinceOf(now)) ||
         model::DetectReset(*now.histogram, *before.histogram);
}

bool IsGauge(const HistogramPoint& point) {
  return point.histogram->reset_hint == ResetHint::kGauge;
}

// The growth of the histograms of a window, at least two.
class HistogramGrowth {
 public:
  HistogramGrowth(const MixedWindow& window, RateKind kind)
      : points_(window.histograms), metric_(window.metric), remarks_(window.remarks), kind_(kind) {}

  // Null if they cannot be combined, which has been remarked then.
  std::optional<Histogram> Run() {
    RemarkKind();
    // After a reset the first sample is not looked at: its buckets may be of any kind.
    const bool first_counts = !kind_.counter || !IsReset(points_[0], points_[1]);
    const auto compared = first_counts ? points_ : points_.subspan(1);
    if (!SameKinds(compared)) {
      remarks_.Warn(MixedBucketKinds(metric_));
      return std::nullopt;
    }
    Histogram last = *points_.back().histogram;
    if (!model::HasCustomBuckets(last)) last = model::Coarsened(last, Coarsest(compared));
    model::HistogramSum growth(last);
    if (first_counts) Add(growth, *points_[0].histogram, -1, Combination::kSubtraction);
    // Of what stands before the first reset nothing was subtracted: nothing is to be added.
    if (kind_.counter) AddResets(growth, first_counts ? 1 : 2);
    Histogram result = growth.Close(model::ErrorTerms::kDropped);
    result.reset_hint = ResetHint::kGauge;
    model::CompactHistogram(result);
    return result;
  }

 private:
  void RemarkKind() {
    if (kind_.counter && std::any_of(points_.begin(), points_.end(), IsGauge))
      remarks_.Warn(NotACounterHistogram(metric_));
    if (!kind_.counter && !(IsGauge(points_.front()) && IsGauge(points_.back())))
      remarks_.Warn(NotAGaugeHistogram(metric_));
    const auto overlap = [](const HistogramPoint& before, const HistogramPoint& now) {
      return CountTwice(SinceOf(before), SinceOf(now));
    };
    if (kind_.counter &&
        std::adjacent_find(points_.begin(), points_.end(), overlap) != points_.end())
      remarks_.Warn(StartTimesOverlap(metric_));
  }

  // Of a gauge only the ends are looked at.
  [[nodiscard]] bool SameKinds(std::span<const HistogramPoint> points) const {
    const bool custom = model::HasCustomBuckets(*points_.back().histogram);
    if (!kind_.counter) return model::HasCustomBuckets(*points.front().histogram) == custom;
    return std::all_of(points.begin(), points.end(), [custom](const HistogramPoint& point) {
      return model::HasCustomBuckets(*point.histogram) == custom;
    });
  }

  [[nodiscard]] int Coarsest(std::span<const HistogramPoint> points) const {
    int schema = std::min(points.front().histogram->schema, points.back().histogram->schema);
    if (kind_.counter)
      for (const HistogramPoint& point : points) schema = std::min(schema, point.histogram->schema);
    return schema;
  }

  void AddResets(model::HistogramSum& growth, size_t from) {
    for (size_t i = from; i < points_.size(); ++i)
      if (IsReset(points_[i - 1], points_[i]))
        Add(growth, *points_[i - 1].histogram, 1, Combination::kAddition);
  }

  // Resets are dealt with here: hints that contradict each other are no news.
  void Add(model::HistogramSum& growth, const Histogram& histogram, double factor,
           Combination kind) {
    const auto combining = growth.Add(histogram, factor);
    if (combining.ok()) RemarkBounds(*combining, kind, remarks_);
  }

  const std::span<const HistogramPoint> points_;
  const std::string_view metric_;
  Remarks& remarks_;
  const RateKind kind_;
};

double FloatGrowth(const MixedWindow& w, RateKind kind) {
  const std::span<const double> values = w.floats.values;
  double growth = values.back() - values.front();
  if (!kind.counter) return growth;
  bool overlap = false;
  for (size_t i = 1; i < values.size(); ++i) {
    const CountedSince before = SinceOf(w, i - 1);
    const CountedSince now = SinceOf(w, i);
    overlap |= CountTwice(before, now);
    if (values[i] < values[i - 1] || IsStartTimeReset(before, now)) growth += values[i - 1];
  }
  if (overlap) w.remarks.Warn(StartTimesOverlap(w.metric));
  return growth;
}

// The samples of a window, of whichever kind they are.
struct Sampled {
  size_t count = 0;
  Timestamp first = 0;
  Timestamp last = 0;
  Timestamp first_start = 0;

  explicit Sampled(const MixedWindow& w) {
    if (w.histograms.empty()) {
      count = w.floats.count();
      first = w.floats.times.front();
      last = w.floats.times.back();
      first_start = w.StartOfFloat(0);
    } else {
      count = w.histograms.size();
      first = w.histograms.front().time;
      last = w.histograms.back().time;
      first_start = w.histograms.front().start_time;
    }
  }
};

// How much longer the window is than what its samples cover.
struct Extension {
  double sampled = 0;  // seconds
  double to_start = 0;
  double to_end = 0;

  [[nodiscard]] double Factor() const {
    return sampled == 0 ? 1 : (sampled + to_start + to_end) / sampled;
  }
};

double Seconds(Timestamp ms) {
  return static_cast<double>(ms) / 1000;
}

// A counter that knows that it began inside the window was 0 there: nothing is to be guessed.
bool BeginsInside(const MixedWindow& w, const Sampled& samples) {
  return samples.first_start != 0 && samples.first_start > w.floats.from &&
         samples.first_start < samples.first;
}

// prometheus promql/functions.go, extrapolatedRate. `growth` and `first` are numbers of a counter;
// for others both are 0.
Extension ExtensionOf(const MixedWindow& w, const Sampled& samples, bool begins_inside,
                      double growth, double first) {
  Extension extension;
  extension.sampled = Seconds(samples.last - samples.first);
  const double average =
      samples.count > 1 ? extension.sampled / static_cast<double>(samples.count - 1) : 0;
  const double threshold = average * 1.1;
  if (begins_inside) {
    extension.sampled = Seconds(samples.last - samples.first_start);
  } else {
    extension.to_start = Seconds(samples.first - w.floats.from);
    if (extension.to_start >= threshold) extension.to_start = average / 2;
    // A counter cannot have been below zero.
    if (growth > 0 && first >= 0)
      extension.to_start = std::min(extension.to_start, extension.sampled * (first / growth));
  }
  extension.to_end = Seconds(w.floats.to - samples.last);
  if (extension.to_end >= threshold) extension.to_end = average / 2;
  return extension;
}

WindowSample ExtrapolateFloats(const MixedWindow& w, RateKind kind) {
  const Sampled samples(w);
  const bool begins_inside = kind.counter && BeginsInside(w, samples);
  if (samples.count < 2 && !begins_inside) return {};
  const double first = w.floats.values.front();
  double growth = FloatGrowth(w, kind);
  if (begins_inside) growth += first;
  const Extension extension =
      ExtensionOf(w, samples, begins_inside, kind.counter ? growth : 0, kind.counter ? first : 0);
  double factor = extension.Factor();
  if (kind.per_second) factor /= w.floats.RangeSeconds();
  return ToSample(growth * factor);
}

WindowSample ExtrapolateHistograms(const MixedWindow& w, RateKind kind) {
  const Sampled samples(w);
  const bool begins_inside = kind.counter && BeginsInside(w, samples);
  if (samples.count < 2 && !begins_inside) return {};
  const Histogram& first = *w.histograms.front().histogram;
  std::optional<Histogram> growth;
  if (samples.count > 1) {
    growth = HistogramGrowth(w, kind).Run();
    if (!growth) return {};
  }
  if (begins_inside && growth) {
    auto sum = model::AddHistograms(*growth, first, 1);
    if (!sum.ok()) {
      w.remarks.Warn(MixedBucketKinds(w.metric));
      return {};
    }
    RemarkBounds(sum->combining, Combination::kAddition, w.remarks);
    growth = std::move(sum->histogram);
  } else if (begins_inside) {
    growth = first;
  }
  const Extension extension = ExtensionOf(
      w, samples, begins_inside, kind.counter ? growth->count : 0, kind.counter ? first.count : 0);
  double factor = extension.Factor();
  if (kind.per_second) factor /= w.floats.RangeSeconds();
  model::ScaleHistogram(*growth, factor);
  growth->reset_hint = ResetHint::kGauge;
  return ToSample(*std::move(growth));
}

// The last two samples of a window, of whichever kind they are.
struct LastTwo {
  struct One {
    CountedSince since;
    double value = 0;
    const Histogram* histogram = nullptr;
  };
  One before;
  One now;

  // REQUIRES: at least two samples.
  explicit LastTwo(const MixedWindow& w) {
    size_t floats = w.floats.count();
    size_t histograms = w.histograms.size();
    now = TakeLast(w, floats, histograms);
    before = TakeLast(w, floats, histograms);
  }

 private:
  static One TakeLast(const MixedWindow& w, size_t& floats, size_t& histograms) {
    const bool is_float = histograms == 0 || (floats > 0 && w.floats.times[floats - 1] >=
                                                                w.histograms[histograms - 1].time);
    if (is_float) {
      --floats;
      return {.since = SinceOf(w, floats), .value = w.floats.values[floats]};
    }
    const HistogramPoint& point = w.histograms[--histograms];
    return {.since = SinceOf(point), .histogram = point.histogram.get()};
  }
};

WindowSample InstantHistogram(const MixedWindow& w, const LastTwo& last, RateKind kind) {
  const Histogram& before = *last.before.histogram;
  const Histogram& now = *last.now.histogram;
  const bool both_gauges =
      before.reset_hint == ResetHint::kGauge && now.reset_hint == ResetHint::kGauge;
  const bool any_gauge =
      before.reset_hint == ResetHint::kGauge || now.reset_hint == ResetHint::kGauge;
  if (kind.counter && any_gauge) w.remarks.Warn(NotACounterHistogram(w.metric));
  if (!kind.counter && !both_gauges) w.remarks.Warn(NotAGaugeHistogram(w.metric));
  Histogram growth = now;
  const bool reset = kind.counter && (IsStartTimeReset(last.before.since, last.now.since) ||
                                      model::DetectReset(now, before));
  if (!reset) {
    auto difference = model::AddHistograms(now, before, -1);
    if (!difference.ok()) {
      w.remarks.Warn(MixedBucketKinds(w.metric));
      return {};
    }
    RemarkBounds(difference->combining, Combination::kSubtraction, w.remarks);
    growth = std::move(difference->histogram);
  }
  growth.reset_hint = ResetHint::kGauge;
  model::CompactHistogram(growth);
  if (kind.per_second)
    model::DivideHistogram(growth, Seconds(last.now.since.time - last.before.since.time));
  return ToSample(std::move(growth));
}

WindowSample InstantFloat(const LastTwo& last, RateKind kind) {
  // A counter that fell began anew: what it shows is the growth.
  const bool reset = kind.counter && (last.now.value < last.before.value ||
                                      IsStartTimeReset(last.before.since, last.now.since));
  const double growth = reset ? last.now.value : last.now.value - last.before.value;
  if (!kind.per_second) return ToSample(growth);
  return ToSample(growth / Seconds(last.now.since.time - last.before.since.time));
}

}  // namespace

WindowSample ExtrapolatedMixed(const MixedWindow& window, RateKind kind) {
  if (window.mixed()) {
    window.remarks.Warn(MixedFloatsAndHistograms(window.metric));
    return {};
  }
  return window.histograms.empty() ? ExtrapolateFloats(window, kind)
                                   : ExtrapolateHistograms(window, kind);
}

WindowSample InstantMixed(const MixedWindow& window, RateKind kind) {
  if (window.floats.count() + window.histograms.size() < 2) return {};
  const LastTwo last(window);
  if (last.now.since.time == last.before.since.time) return {};
  if (last.now.histogram == nullptr && last.before.histogram == nullptr)
    return InstantFloat(last, kind);
  if (last.now.histogram != nullptr && last.before.histogram != nullptr)
    return InstantHistogram(window, last, kind);
  window.remarks.Warn(MixedFloatsAndHistograms(window.metric));
  return {};
}

}  // namespace plumb::promql
