#include "charts/categories.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "charts/comparable.h"
#include "scene/scene.h"
#include "text/escape.h"

namespace plumb::charts {
namespace {

using Pair = std::pair<std::string, std::string>;

// The two things that tell series apart; empty if they are not two.
// A label's value, with the label's name where it says nothing without.
std::string ValueOf(const model::Labels& labels, const std::string& name) {
  const std::string value(labels.Get(name));
  return NeedsName(value) && name != kQueryLabel ? name + '=' + value : value;
}

std::vector<Pair> PairsOf(const Selection& selection, const Data& data) {
  const std::set<std::string> names = DifferingLabels(selection);
  std::vector<Pair> pairs;
  const bool of_table = !data.row_names.empty() && names.contains(std::string(model::kMetricName));
  if (!of_table && names.size() != 2) return pairs;
  // Ordered by name, and the metric's begins with underscores.
  const std::string& other = *names.rbegin();
  const std::string& one = *names.begin();
  for (const Selected& each : selection.series) {
    const model::Labels& labels = each.series->labels;
    if (!of_table) {
      pairs.emplace_back(ValueOf(labels, one), ValueOf(labels, other));
      continue;
    }
    std::string row;
    for (const std::string& label : data.row_names)
      row += (row.empty() ? "" : " ") + std::string(labels.Get(label));
    pairs.emplace_back(labels.metric_name(), std::move(row));
  }
  return pairs;
}

// By the first or by the second of each pair.
Categories Grouped(const Selection& selection, const std::vector<Pair>& pairs,
                   std::string Pair::*group, std::string Pair::*category) {
  Categories found;
  std::map<std::string, size_t> groups;
  std::map<std::string, size_t> categories;
  for (const Pair& pair : pairs) groups.emplace(pair.*group, 0);
  for (auto& [name, number] : groups) {
    number = found.groups.size();
    found.groups.push_back(text::ForTerminal(name));
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    const auto [at, added] = categories.try_emplace(pairs[i].*category, found.categories.size());
    if (added)
      found.categories.push_back(
          {text::ForTerminal(at->first), std::vector<double>(groups.size(), NAN)});
    found.categories[at->second].values[groups[pairs[i].*group]] =
        selection.series[i].statistics.last;
  }
  return found;
}

Categories OneEach(const Selection& selection) {
  Categories found;
  found.groups = {""};
  for (const Selected& each : selection.series)
    found.categories.push_back({each.name, {each.statistics.last}});
  return found;
}

Categories OneWhole(const Selection& selection, const std::string& whole) {
  Categories found;
  found.categories.push_back({whole, {}});
  for (const Selected& each : selection.series) {
    found.groups.push_back(each.name);
    found.categories.front().values.push_back(each.statistics.last);
  }
  return found;
}

double SumOf(const Category& category) {
  double sum = 0;
  for (const double v : category.values)
    if (std::isfinite(v)) sum += v;
  return sum;
}

void Sort(std::vector<Category>& categories, const Request& request) {
  const bool by_name = request.sort && !request.sort->by;
  const bool descending = request.sort ? request.sort->descending : true;
  std::stable_sort(categories.begin(), categories.end(), [&](const Category& a, const Category& b) {
    if (by_name) return descending ? b.name < a.name : a.name < b.name;
    return descending ? SumOf(a) > SumOf(b) : SumOf(a) < SumOf(b);
  });
}

}  // namespace

Categories FindCategories(const Selection& selection, const Data& data, const Request& request,
                          const std::string& whole) {
  const std::vector<Pair> pairs =
      request.name_template.empty() ? PairsOf(selection, data) : std::vector<Pair>();
  std::set<std::string> first;
  std::set<std::string> second;
  for (const Pair& pair : pairs) {
    first.insert(pair.first);
    second.insert(pair.second);
  }
  const size_t few = std::min(first.size(), second.size());
  const bool natural =
      few > 1 && few <= scene::kSeriesColors && pairs.size() * 2 > first.size() * second.size();
  if (!natural)
    return request.stack == Stacking::kNone ? OneEach(selection) : OneWhole(selection, whole);
  const bool first_groups = first.size() <= second.size();
  Categories found = first_groups ? Grouped(selection, pairs, &Pair::first, &Pair::second)
                                  : Grouped(selection, pairs, &Pair::second, &Pair::first);
  Sort(found.categories, request);
  return found;
}

}  // namespace plumb::charts
