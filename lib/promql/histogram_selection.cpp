#include "promql/histogram_selection.h"

#include <algorithm>

#include "model/histogram_arithmetic.h"
#include "promql/extended_histogram_rate.h"

namespace plumb::promql {

namespace {

double Seconds(Timestamp t) {
  return static_cast<double>(t) / 1000;
}

bool AnyFloatIn(const model::SampleColumn& column, Timestamp after, Timestamp last) {
  const std::vector<Timestamp>& times = *column.times;
  const auto first = std::upper_bound(times.begin(), times.end(), after);
  for (auto at = first; at != times.end() && *at <= last; ++at)
    if (!model::IsStale(column.values[static_cast<size_t>(at - times.begin())])) return true;
  return false;
}

}  // namespace

std::vector<Timestamp> TimesOf(std::span<const model::HistogramPoint> points) {
  std::vector<Timestamp> times(points.size());
  std::transform(points.begin(), points.end(), times.begin(),
                 [](const model::HistogramPoint& point) { return point.time; });
  return times;
}

void PickHistograms(const model::SampleColumn& column, const SeenSamples& floats,
                    const SeenSamples& histograms, Reads reads, StepSeries& series) {
  for (size_t k = 0; k < series.values.size(); ++k) {
    if (histograms.index[k] == SeenSamples::kNotSeen) continue;
    const model::HistogramPoint& point = column.histograms[histograms.index[k]];
    const uint32_t other = floats.index.empty() ? SeenSamples::kNotSeen : floats.index[k];
    if (other != SeenSamples::kNotSeen && (*column.times)[other] >= point.time) continue;
    switch (reads) {
      case Reads::kValues:
      case Reads::kFloatTimes:
        series.values[k] = Absent();
        series.SetHistogram(k, point.histogram);
        break;
      case Reads::kTimes:
        series.values[k] = Seconds(point.time);
        break;
      case Reads::kStartTimes:
        series.values[k] = Seconds(point.start_time);
        break;
    }
  }
}

void SmoothHistograms(const model::SampleColumn& column, const LookTimes& look, DurationMs lookback,
                      Remarks& remarks, StepSeries& series) {
  const std::vector<model::HistogramPoint>& points = column.histograms;
  const std::vector<Timestamp> times = TimesOf(points);
  const std::string_view metric = series.labels.metric_name();
  for (size_t k = 0; k < series.values.size(); ++k) {
    const Timestamp t = look.At(k);
    const auto right = std::upper_bound(times.begin(), times.end(), t) - times.begin();
    const auto at = static_cast<size_t>(right);
    const bool has_left = at > 0 && times[at - 1] > t - lookback;
    const bool has_right = at < times.size() && times[at] <= t + lookback;
    if (!has_left && !has_right) continue;
    if (AnyFloatIn(column, t - lookback, t + lookback)) {
      remarks.Warn(MixedFloatsAndHistograms(metric));
      series.DropAt(k);
    } else if (!has_right) {
      series.SetHistogram(k, points[at - 1].histogram);
    } else if (!has_left) {
      series.SetHistogram(k, points[at].histogram);
    } else {
      const model::Histogram& before = *points[at - 1].histogram;
      const bool counter = before.reset_hint != model::ResetHint::kGauge;
      auto between = InterpolateHistograms(points[at - 1], points[at], t, counter, metric, remarks);
      if (between) series.SetHistogram(k, *std::move(between));
    }
  }
}

}  // namespace plumb::promql
