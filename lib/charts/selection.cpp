#include "charts/selection.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "fmt/format.h"
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
    each.unit = each.others ? selection.series.front().unit
                            : units::FindUnit(UnitIdOf(*each.series, data, request));
  const bool same = std::all_of(
      selection.series.begin(), selection.series.end(),
      [&](const Selected& each) { return each.unit.id == selection.series.front().unit.id; });
  selection.unit = same ? selection.series.front().unit : units::FindUnit("short");
}

// Colours that do not depend on which other series there are; where two have the same one, dashes
// tell them apart.
void NumberByHash(std::vector<Selected>& by_labels) {
  std::set<uint32_t> taken;
  for (Selected& each : by_labels) {
    each.number = static_cast<uint32_t>(each.series->labels.Hash() % scene::kSeriesColors);
    while (!taken.insert(each.number).second) each.number += scene::kSeriesColors;
  }
}

// The sum at each time at which one of them has a value.
std::unique_ptr<const model::Series> SumOf(const std::vector<Selected>& all, size_t first) {
  std::map<Timestamp, double> sums;
  for (size_t i = first; i < all.size(); ++i) {
    const model::Series& series = *all[i].series;
    for (size_t k = 0; k < series.values.size(); ++k)
      if (std::isfinite(series.values[k])) sums[series.times[k]] += series.values[k];
  }
  auto sum = std::make_unique<model::Series>();
  for (const auto& [time, value] : sums) {
    sum->times.push_back(time);
    sum->values.push_back(value);
  }
  return sum;
}

void Sort(std::vector<Selected>& series, const Sorting& sorting) {
  if (!sorting.by) {
    std::stable_sort(series.begin(), series.end(), [&](const Selected& a, const Selected& b) {
      return sorting.descending ? b.name < a.name : a.name < b.name;
    });
    return;
  }
  std::map<const model::Series*, double> keys;
  for (const Selected& each : series) keys[each.series] = sorting.by->Of(each.numbers());
  std::stable_sort(series.begin(), series.end(), [&](const Selected& a, const Selected& b) {
    const double x = keys[a.series];
    const double y = keys[b.series];
    // What has no number comes last either way.
    if (std::isnan(x) || std::isnan(y)) return !std::isnan(x) && std::isnan(y);
    return sorting.descending ? x > y : x < y;
  });
}

const model::Series* FindEarlier(const Data& data, const model::Labels& labels) {
  for (const model::Series& each : data.earlier)
    if (each.labels == labels) return &each;
  return nullptr;
}

}  // namespace

std::string UnitIdOf(const model::Series& series, const Data& data, const Request& request) {
  if (!request.unit.empty()) return request.unit;
  const std::string_view metric = series.labels.metric_name();
  const std::string_view query = series.labels.Get(kQueryLabel);
  // An answer that has kept its name is what the metric is, whatever selected it.
  const std::string_view expression = !metric.empty() ? std::string_view()
                                      : query.empty() ? std::string_view(data.expression)
                                                      : query;
  return std::string(units::UnitIdFor(
      {.metric = metric, .unit_word = UnitWordOf(metric, data), .expression = expression}));
}

Numbers Selected::numbers() const {
  Numbers numbers = NumbersOf(*series);
  if (mirrored)
    for (double& v : numbers.values) v = -v;
  return numbers;
}

Selection Select(const Data& data, const Request& request, size_t top) {
  Selection selection;
  std::vector<Selected> all;
  for (const model::Series& series : data.series)
    all.push_back({.series = &series, .statistics = ComputeStatistics(series)});
  // What is drawn downwards is as large as its least value is small.
  const auto size = [&](const Statistics& s) {
    return request.mirror ? std::max(s.max, -s.min) : s.max;
  };
  std::stable_sort(all.begin(), all.end(), [&](const Selected& a, const Selected& b) {
    return Larger(size(a.statistics), size(b.statistics));
  });
  const size_t hidden = all.size() > top ? all.size() - top : 0;
  if (hidden > 0) {
    if (request.others) selection.others = SumOf(all, top);
    if (!request.others) selection.left_out = hidden;
    all.resize(top);
  }
  std::stable_sort(all.begin(), all.end(), [](const Selected& a, const Selected& b) {
    return a.series->labels < b.series->labels;
  });
  // Named among all series, so that a name does not depend on how many are shown.
  const std::string shown_expression = text::ForTerminal(data.expression);
  Names names = NameSeries(data.series, shown_expression.empty() ? "value" : shown_expression,
                           request.name_template, data.row_names);
  for (size_t i = 0; i < all.size(); ++i) {
    all[i].number = static_cast<uint32_t>(i);
    all[i].name = names.names[static_cast<size_t>(all[i].series - data.series.data())];
    all[i].mirrored = std::find(data.mirrored.begin(), data.mirrored.end(),
                                all[i].series->labels) != data.mirrored.end();
    all[i].earlier = FindEarlier(data, all[i].series->labels);
  }
  if (request.color_by == ColorBy::kHash) NumberByHash(all);
  if (request.sort)
    Sort(all, *request.sort);
  else
    std::stable_sort(all.begin(), all.end(), [](const Selected& a, const Selected& b) {
      return Larger(a.statistics.last, b.statistics.last);
    });
  if (selection.others)
    all.push_back({.series = selection.others.get(),
                   .name = fmt::format("others ({})", hidden),
                   .statistics = ComputeStatistics(*selection.others),
                   .others = true});
  selection.series = std::move(all);
  selection.common = std::move(names.common);
  selection.title = request.title              ? text::ForTerminal(*request.title)
                    : shown_expression.empty() ? names.metric
                                               : shown_expression;
  ChooseUnits(data, request, selection);
  return selection;
}

std::set<std::string> DifferingLabels(const Selection& selection) {
  std::set<std::string> names;
  const model::Labels& first = selection.series.front().series->labels;
  for (const Selected& each : selection.series)
    for (const model::Labels* labels : {&first, &each.series->labels})
      for (const model::LabelView label : *labels)
        if (first.Get(label.name) != each.series->labels.Get(label.name)) names.emplace(label.name);
  return names;
}

}  // namespace plumb::charts
