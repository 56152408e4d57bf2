#include "charts/compare.h"

#include <algorithm>

namespace plumb::charts {
namespace {

struct Period {
  Timestamp from = 0;
  Timestamp to = 0;
};

Period PeriodOf(const Data& data) {
  if (data.start && data.end) return {*data.start, *data.end};
  bool first = true;
  Period period;
  for (const model::Series& series : data.series) {
    if (series.times.empty()) continue;
    period.from = first ? series.times.front() : std::min(period.from, series.times.front());
    period.to = first ? series.times.back() : std::max(period.to, series.times.back());
    first = false;
  }
  return period;
}

model::Series Part(const model::Series& series, const Period& period, DurationMs shift) {
  model::Series part{.labels = series.labels};
  for (size_t i = 0; i < series.times.size(); ++i) {
    if (series.times[i] < period.from || series.times[i] > period.to) continue;
    part.times.push_back(series.times[i] + shift);
    part.values.push_back(series.values[i]);
  }
  return part;
}

}  // namespace

Status SplitPeriods(Data& data, DurationMs shift) {
  const Period all = PeriodOf(data);
  if (all.to - all.from <= shift)
    return Error{Exit::kNoData,
                 "nothing to compare with: the data are of " + FormatDuration(all.to - all.from) +
                     ", and --compare " + FormatDuration(shift) +
                     " needs more than that (a day and the one a week before are 'plumb-query … "
                     "--last 8d')"};
  const Period now = {all.from + shift, all.to};
  const Period before = {all.from, all.to - shift};
  std::vector<model::Series> current;
  for (const model::Series& series : data.series) {
    model::Series part = Part(series, now, 0);
    if (part.times.empty()) continue;
    current.push_back(std::move(part));
    if (model::Series earlier = Part(series, before, shift); !earlier.times.empty())
      data.earlier.push_back(std::move(earlier));
  }
  data.series = std::move(current);
  data.start = now.from;
  data.end = now.to;
  return Ok();
}

void CoverEarlier(const Selected& series, ValueExtent& extent) {
  if (series.earlier == nullptr) return;
  const Statistics before = ComputeStatistics(*series.earlier);
  if (before.count == 0) return;
  extent.low = std::min(extent.low, before.min);
  extent.high = std::max(extent.high, before.max);
  extent.integer = extent.integer && before.integer;
}

scene::Shape DrawEarlier(const Selected& series, const Plot& plot) {
  constexpr double kFaint = 0.55;
  scene::Line line;
  line.stroke = StrokeOf(series, plot.style);
  line.stroke.width *= 0.7;
  line.stroke.dash = 2;
  line.stroke.ink.opacity = kFaint;
  for (const Run& run : FindRuns(*series.earlier, plot.rules))
    line.runs.push_back(plot.PointsOf(*series.earlier, run));
  scene::Group group = plot.GroupOf(series);
  group.title = series.name + ", earlier";
  if (!line.runs.empty()) group.shapes.push_back({std::move(line)});
  return {std::move(group)};
}

}  // namespace plumb::charts
