#include "charts/comparable.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "charts/selection.h"

namespace plumb::charts {

std::string RowOf(const model::Series& series) {
  model::LabelsBuilder labels;
  for (const model::LabelView label : series.labels)
    if (label.name != model::kMetricName) labels.Set(label.name, label.value);
  return labels.Build().ToString();
}

bool IsOneInstant(const Data& data) {
  if (data.indexed) return false;
  if (data.start && data.end && *data.start < *data.end) return false;
  if (data.series.front().times.empty()) return false;
  const Timestamp time = data.series.front().times.front();
  return std::all_of(data.series.begin(), data.series.end(), [&](const model::Series& series) {
    return series.times.size() == 1 && series.times.front() == time;
  });
}

bool HasManyScales(const Data& data) {
  constexpr size_t kFew = 4;
  constexpr double kMostTimes = 1000;
  if (!data.indexed || data.series.size() <= kFew) return false;
  double least = INFINITY;
  double most = 0;
  for (const model::Series& series : data.series) {
    double largest = 0;
    for (const double v : series.values)
      if (std::isfinite(v)) largest = std::max(largest, std::abs(v));
    if (largest == 0) continue;
    least = std::min(least, largest);
    most = std::max(most, largest);
  }
  return most > least * kMostTimes;
}

void KeepShares(Data& data, const Request& request) {
  const auto is_share = [&](const model::Series& series) {
    const std::string unit = UnitIdOf(series, data, request);
    return unit == "percent" || unit == "percentunit";
  };
  std::set<std::string> with_share;
  for (const model::Series& series : data.series)
    if (is_share(series)) with_share.insert(RowOf(series));
  const bool all = std::all_of(data.series.begin(), data.series.end(), [&](const auto& series) {
    return with_share.contains(RowOf(series));
  });
  if (all) std::erase_if(data.series, [&](const auto& series) { return !is_share(series); });
}

}  // namespace plumb::charts
