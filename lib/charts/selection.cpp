#include "charts/selection.h"

#include <algorithm>
#include <cmath>

#include "text/escape.h"
#include "units/metric_unit.h"

namespace plumb::charts {
namespace {

// Orders values downwards, NaN last.
bool Larger(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return !std::isnan(a) && std::isnan(b);
  return a > b;
}

// What the input said of the metric's unit: of the family of a counter or a sum, too.
std::string_view UnitWordOf(std::string_view metric, const Data& data) {
  for (const auto& [family, word] : data.metric_units) {
    if (!metric.starts_with(family)) continue;
    const std::string_view rest = metric.substr(family.size());
    if (rest.empty() || rest == "_total" || rest == "_sum") return word;
  }
  return data.unit_word;
}

void ChooseUnits(const Data& data, const Request& request, Selection& selection) {
  for (Selected& each : selection.series)
    each.unit = units::FindUnit(UnitIdOf(*each.series, data, request));
  const bool same = std::all_of(
      selection.series.begin(), selection.series.end(),
      [&](const Selected& each) { return each.unit.id == selection.series.front().unit.id; });
  selection.unit = same ? selection.series.front().unit : units::FindUnit("short");
}

}  // namespace

std::string UnitIdOf(const model::Series& series, const Data& data, const Request& request) {
  if (!request.unit.empty()) return request.unit;
  const std::string_view metric = series.labels.metric_name();
  return std::string(units::UnitIdFor(
      {.metric = metric, .unit_word = UnitWordOf(metric, data), .expression = data.expression}));
}

Selection Select(const Data& data, const Request& request, size_t top) {
  Selection selection;
  std::vector<Selected> all;
  for (const model::Series& series : data.series)
    all.push_back({.series = &series, .statistics = ComputeStatistics(series)});
  std::stable_sort(all.begin(), all.end(), [](const Selected& a, const Selected& b) {
    return Larger(a.statistics.max, b.statistics.max);
  });
  if (all.size() > top) {
    selection.left_out = all.size() - top;
    all.resize(top);
  }
  std::stable_sort(all.begin(), all.end(), [](const Selected& a, const Selected& b) {
    return a.series->labels < b.series->labels;
  });
  // Named among all series, so that a name does not depend on how many are shown.
  const std::string shown_expression = text::ForTerminal(data.expression);
  Names names = NameSeries(data.series, shown_expression.empty() ? "value" : shown_expression);
  for (size_t i = 0; i < all.size(); ++i) {
    all[i].number = static_cast<uint32_t>(i);
    all[i].name = names.names[static_cast<size_t>(all[i].series - data.series.data())];
  }
  std::stable_sort(all.begin(), all.end(), [](const Selected& a, const Selected& b) {
    return Larger(a.statistics.last, b.statistics.last);
  });
  selection.series = std::move(all);
  selection.common = std::move(names.common);
  selection.title = request.title              ? text::ForTerminal(*request.title)
                    : shown_expression.empty() ? names.metric
                                               : shown_expression;
  ChooseUnits(data, request, selection);
  return selection;
}

}  // namespace plumb::charts
