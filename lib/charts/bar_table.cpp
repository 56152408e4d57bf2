#include "charts/bar_table.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "charts/comparable.h"
#include "text/escape.h"

namespace plumb::charts {
namespace {

// Leaves the last sample that is no stale marker.
void KeepLast(model::Series& series) {
  size_t at = series.values.size() - 1;
  while (at > 0 && model::IsStale(series.values[at])) --at;
  series.times = {series.times[at]};
  series.values = {series.values[at]};
}

Statistics Last(const Statistics& s) {
  // A bar shows the last value, whatever came before.
  Statistics last = s;
  last.min = last.mean = last.max = s.last;
  last.integer = s.last == std::floor(s.last);
  last.least_positive = s.last > 0 ? s.last : 0;
  last.not_positive = s.last > 0 ? 0 : 1;
  return last;
}

// The metrics of a table, in order; one where all series are drawn against one another.
std::vector<Data> SplitColumns(const Data& data) {
  std::vector<Data> columns;
  if (data.row_names.empty()) {
    columns.push_back(data);
    return columns;
  }
  std::map<std::string, size_t, std::less<>> known;
  for (const model::Series& series : data.series) {
    const auto [at, added] =
        known.try_emplace(std::string(series.labels.metric_name()), columns.size());
    if (added) {
      columns.push_back(data);
      columns.back().series.clear();
    }
    columns[at->second].series.push_back(series);
  }
  return columns;
}

// What a series has in common with those of its row: one column has a row each.
std::string KeyOf(const Selected& each, size_t columns) {
  if (each.others) return each.name;
  return columns > 1 ? RowOf(*each.series) : each.series->labels.ToString();
}

void ShareScales(std::vector<BarColumn>& columns) {
  constexpr double kMostTimes = 50;
  std::map<std::string_view, ValueExtent> of_units;
  for (const BarColumn& column : columns) {
    const auto [at, added] = of_units.try_emplace(column.selection.unit.id, column.extent);
    if (added) continue;
    at->second.low = std::min(at->second.low, column.extent.low);
    at->second.high = std::max(at->second.high, column.extent.high);
  }
  for (BarColumn& column : columns) {
    const ValueExtent& shared = of_units[column.selection.unit.id];
    const bool known = column.selection.unit.id != "short" && !column.selection.unit.id.empty();
    if (!known && shared.high > column.extent.high * kMostTimes) continue;
    column.extent.low = shared.low;
    column.extent.high = shared.high;
  }
}

}  // namespace

BarTable MakeBarTable(const Data& data, const Request& request, size_t most) {
  BarTable table;
  Data last = data;
  for (model::Series& series : last.series) KeepLast(series);
  std::vector<Data> parts = SplitColumns(last);
  // Series are pointed to, so columns stay where they are.
  table.columns.resize(parts.size());
  std::map<std::string, size_t> row_of;
  for (size_t i = 0; i < parts.size(); ++i) {
    BarColumn& column = table.columns[i];
    column.data = std::move(parts[i]);
    column.selection =
        Select(column.data, request, parts.size() > 1 ? column.data.series.size() : most);
    for (Selected& each : column.selection.series) each.statistics = Last(each.statistics);
    column.extent = ExtentOf(column.selection.series);
    if (parts.size() > 1)
      column.head = text::ForTerminal(column.data.series.front().labels.metric_name());
    for (const Selected& each : column.selection.series) {
      const std::string key = KeyOf(each, parts.size());
      if (row_of.try_emplace(key, table.names.size()).second) table.names.push_back(each.name);
    }
  }
  table.left_out = table.columns.front().selection.left_out;
  if (table.names.size() > most) {
    table.left_out += table.names.size() - most;
    table.names.resize(most);
  }
  for (BarColumn& column : table.columns) {
    column.rows.resize(table.names.size());
    for (size_t i = 0; i < column.selection.series.size(); ++i) {
      const Selected& each = column.selection.series[i];
      const size_t row = row_of[KeyOf(each, parts.size())];
      if (row < column.rows.size()) column.rows[row] = i;
    }
  }
  ShareScales(table.columns);
  return table;
}

ValueAxis BarAxis(const ValueExtent& extent, const units::Unit& unit, const Request& request) {
  // Bars begin at zero, and the longest takes all the room.
  const ValueAxisSpec spec = {.unit = unit,
                              .min = request.min,
                              .max = request.max,
                              .kind = request.scale,
                              .length = 1,
                              .gap = 1};
  ValueAxis axis = MakeValueAxis(extent, spec);
  if (request.scale != ValueScale::kLinear) return axis;
  constexpr double kLeastPart = 0.05;
  const double whole = WholeOf(unit);
  double high = std::max(0.0, extent.high);
  if (extent.low >= 0 && high <= whole && high >= whole * kLeastPart) high = whole;
  axis.scale.low = request.min.value_or(std::min(0.0, extent.low));
  axis.scale.high = request.max.value_or(high);
  if (!(axis.scale.low < axis.scale.high)) axis.scale.high = axis.scale.low + 1;
  return axis;
}

}  // namespace plumb::charts
