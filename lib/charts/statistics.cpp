#include "charts/statistics.h"

#include <cmath>
#include <limits>

namespace plumb::charts {
namespace {

void Take(Statistics& s, Timestamp time, double v) {
  if (s.count == 0 || v > s.max) {
    s.max = v;
    s.max_time = time;
  }
  if (s.count == 0 || v < s.min) s.min = v;
  s.last = v;
  s.last_time = time;
  s.integer = s.integer && v == std::floor(v);
  if (v <= 0)
    ++s.not_positive;
  else if (s.least_positive == 0 || v < s.least_positive)
    s.least_positive = v;
  ++s.count;
}

// Where the sum of large values overflows.
double RunningMean(const std::vector<double>& values) {
  double mean = 0;
  double count = 0;
  for (const double v : values) {
    if (!std::isfinite(v)) continue;
    ++count;
    mean += v / count - mean / count;
  }
  return mean;
}

}  // namespace

Statistics ComputeStatistics(const model::Series& series) {
  Statistics statistics;
  double sum = 0;
  for (size_t i = 0; i < series.values.size(); ++i) {
    const double v = series.values[i];
    if (!std::isfinite(v)) continue;
    Take(statistics, series.times[i], v);
    sum += v;
  }
  const auto count = static_cast<double>(statistics.count);
  statistics.mean = std::isfinite(sum) ? sum / count : RunningMean(series.values);
  if (statistics.count == 0) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    statistics.min = statistics.mean = statistics.max = statistics.last = kNan;
  }
  return statistics;
}

}  // namespace plumb::charts
