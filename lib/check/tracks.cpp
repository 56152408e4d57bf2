#include "check/tracks.h"

#include <fmt/core.h>

#include "check/matching.h"

namespace plumb::check {

promql::Steps StepsOf(Timestamp start, Timestamp end, DurationMs step) {
  if (step <= 0) return {.start = end, .step = 0, .count = 1};
  return {.start = start, .step = step, .count = static_cast<size_t>((end - start) / step) + 1};
}

Result<promql::StepVector> Columns(const model::QueryResult& result, const promql::Steps& steps) {
  promql::StepVector columns;
  columns.reserve(result.series.size());
  for (const model::Series& series : result.series) {
    if (!series.histograms.empty())
      return Error{Exit::kUsage,
                   fmt::format("'{}' is a native histogram, and only numbers are compared; take "
                               "one of it with histogram_quantile, histogram_avg or "
                               "histogram_count",
                               series.labels.ToString())};
    promql::StepSeries column = {.labels = series.labels,
                                 .values = std::vector<double>(steps.count, promql::Absent())};
    for (size_t i = 0; i < series.times.size(); ++i) {
      const Timestamp offset = series.times[i] - steps.start;
      const auto step = static_cast<size_t>(steps.step > 0 ? offset / steps.step : 0);
      // A server may answer with less than was asked for, but not with more.
      if (offset >= 0 || steps.step == 0)
        if (step < steps.count) column.values[step] = series.values[i];
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

Result<std::vector<Track>> MakeTracks(const Comparison& comparison, promql::StepVector values,
                                      promql::StepVector thresholds, const promql::Steps& steps) {
  if (comparison.matching)
    return MatchVectors(*comparison.matching, std::move(values), std::move(thresholds), steps);
  std::vector<double> threshold(steps.count, promql::Absent());
  if (!thresholds.empty()) threshold = std::move(thresholds.front().values);
  std::vector<Track> tracks;
  tracks.reserve(values.size());
  for (promql::StepSeries& value : values)
    tracks.push_back({.labels = std::move(value.labels),
                      .values = std::move(value.values),
                      .thresholds = threshold});
  return tracks;
}

}  // namespace plumb::check
