#include "charts/comparable.h"

#include <algorithm>
#include <set>
#include <string>

#include "charts/selection.h"

namespace plumb::charts {
namespace {

std::string RowOf(const model::Series& series) {
  model::LabelsBuilder labels;
  for (const model::LabelView label : series.labels)
    if (label.name != model::kMetricName) labels.Set(label.name, label.value);
  return labels.Build().ToString();
}

}  // namespace

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
