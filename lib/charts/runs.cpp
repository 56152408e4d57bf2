#include "charts/runs.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plumb::charts {
namespace {

DurationMs LargestDistance(const model::Series& series, const RunRules& rules) {
  if (!rules.gaps_in_time) return std::numeric_limits<DurationMs>::max();
  if (rules.step > 0) return rules.step;
  const DurationMs usual = UsualSpacing(series);
  return usual + usual / 2;
}

}  // namespace

DurationMs UsualSpacing(const model::Series& series) {
  if (series.times.size() < 2) return 0;
  // Most series are as regular as the clock that asked for them: what more than half of the
  // distances are is the one in the middle.
  const DurationMs first = series.times[1] - series.times[0];
  size_t same = 0;
  for (size_t i = 1; i < series.times.size(); ++i)
    same += series.times[i] - series.times[i - 1] == first ? 1 : 0;
  if (same * 2 > series.times.size() - 1) return first;
  std::vector<DurationMs> distances;
  distances.reserve(series.times.size() - 1);
  for (size_t i = 1; i < series.times.size(); ++i)
    distances.push_back(series.times[i] - series.times[i - 1]);
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  return *middle;
}

std::vector<Run> FindRuns(const model::Series& series, const RunRules& rules) {
  const DurationMs largest = LargestDistance(series, rules);
  std::vector<Run> runs;
  bool open = false;
  for (size_t i = 0; i < series.values.size(); ++i) {
    const double v = series.values[i];
    if (!std::isfinite(v) || (rules.positive && v <= 0)) {
      open = false;
      continue;
    }
    if (open && series.times[i] - series.times[i - 1] > largest) open = false;
    if (!open) runs.push_back({i, 0});
    open = true;
    ++runs.back().count;
  }
  return runs;
}

}  // namespace plumb::charts
