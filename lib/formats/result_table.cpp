#include "formats/result_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/number.h"
#include "model/histogram_text.h"
#include "text/escape.h"

namespace plumb::formats {

namespace {

constexpr size_t kSparkCells = 24;

// Enough digits to tell values apart, few enough to read in a column.
std::string Short(double value) {
  if (!std::isfinite(value)) return FormatGeneral(value);
  return fmt::format("{:.6g}", value);
}

std::string HistogramText(const model::Histogram& histogram) {
  std::string text;
  model::AppendHistogram(text, histogram);
  return text;
}

// What the values of a series come to; nothing if all are NaN.
struct Summary {
  double min = 0;
  double mean = 0;
  double max = 0;
  double last = 0;
};

std::optional<Summary> Summarise(const std::vector<double>& values) {
  std::optional<Summary> summary;
  double sum = 0;
  size_t count = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    if (!summary) summary = Summary{.min = value, .max = value};
    summary->min = std::min(summary->min, value);
    summary->max = std::max(summary->max, value);
    summary->last = value;
    sum += value;
    ++count;
  }
  if (summary) summary->mean = sum / static_cast<double>(count);
  return summary;
}

std::vector<std::string> LabelCells(const model::Labels& labels,
                                    const std::vector<std::string>& names) {
  std::vector<std::string> cells;
  for (const std::string& name : names) cells.push_back(text::ForTerminal(labels.Get(name)));
  return cells;
}

std::vector<model::TableColumn> LabelColumns(const std::vector<std::string>& names) {
  std::vector<model::TableColumn> columns;
  for (const std::string& name : names)
    columns.push_back({.title = name == model::kMetricName ? "metric" : text::ForTerminal(name)});
  return columns;
}

bool EndsInHistogram(const model::Series& series) {
  return !series.histograms.empty() &&
         (series.times.empty() || series.histograms.back().time > series.times.back());
}

model::Table InstantTable(const model::QueryResult& result) {
  const std::vector<std::string> names = LabelNames(result.series);
  model::Table table{.columns = LabelColumns(names)};
  table.columns.push_back({.title = "value", .right = true});
  for (const model::Series& series : result.series) {
    std::vector<std::string> row = LabelCells(series.labels, names);
    if (!series.values.empty()) {
      row.push_back(FormatGeneral(series.values.back()));
    } else {
      row.push_back(series.histograms.empty() ? ""
                                              : HistogramText(*series.histograms.back().histogram));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

model::Table RangeTable(const model::QueryResult& result, const FormatOptions& options) {
  const std::vector<std::string> names = LabelNames(result.series);
  model::Table table{.columns = LabelColumns(names)};
  for (const char* title : {"min", "mean", "max", "last"})
    table.columns.push_back({.title = title, .right = true});
  table.columns.push_back({.title = ""});
  for (const model::Series& series : result.series) {
    std::vector<std::string> row = LabelCells(series.labels, names);
    if (const auto summary = Summarise(series.values)) {
      for (const double value : {summary->min, summary->mean, summary->max})
        row.push_back(Short(value));
      row.push_back(EndsInHistogram(series) ? HistogramText(*series.histograms.back().histogram)
                                            : Short(summary->last));
      row.push_back(Sparkline(series, result.start, result.end, kSparkCells, options.utf8));
    } else {
      row.insert(row.end(), {"", "", ""});
      row.push_back(series.histograms.empty() ? ""
                                              : HistogramText(*series.histograms.back().histogram));
      row.emplace_back();
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

model::Table ResultTable(const model::QueryResult& result, const FormatOptions& options) {
  if (result.type == model::ResultType::kString)
    return {.columns = {{.title = "value"}}, .rows = {{text::ForTerminal(result.text)}}};
  return result.type == model::ResultType::kMatrix ? RangeTable(result, options)
                                                   : InstantTable(result);
}

std::string Sparkline(const model::Series& series, Timestamp from, Timestamp to, size_t cells,
                      bool utf8) {
  constexpr std::array<std::string_view, 8> kBlocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::array<std::string_view, 8> kAscii = {"_", ".", "-", "~", "=", "+", "*", "#"};
  if (series.times.empty() || cells == 0) return "";
  from = std::min(from, series.times.front());
  to = std::max(to, series.times.back());
  cells = std::min(cells, series.times.size());
  // The last value of each cell's time; spikes are in the max column.
  std::vector<double> shown(cells, NAN);
  const double span = std::max(1.0, static_cast<double>(to) - static_cast<double>(from));
  for (size_t i = 0; i < series.times.size(); ++i) {
    if (!std::isfinite(series.values[i])) continue;
    const double part = (static_cast<double>(series.times[i]) - static_cast<double>(from)) / span;
    const auto cell = static_cast<size_t>(part * static_cast<double>(cells));
    shown[std::min(cell, cells - 1)] = series.values[i];
  }
  double low = INFINITY;
  double high = -INFINITY;
  for (const double value : shown) {
    if (std::isnan(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  std::string line;
  for (const double value : shown) {
    if (std::isnan(value)) {
      line.push_back(' ');
      continue;
    }
    // Halved, so that the range of huge values does not overflow. A flat line is low.
    const double range = high / 2 - low / 2;
    const double height = range > 0 ? (value / 2 - low / 2) / range : 0;
    const auto level = std::min<size_t>(7, static_cast<size_t>(height * 8));
    line += utf8 ? kBlocks[level] : kAscii[level];
  }
  return line;
}

}  // namespace plumb::formats
