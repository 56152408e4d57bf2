// Series as the rows of a table: their labels, a bar or a small line, and numbers.
#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "charts/chart.h"
#include "charts/frame.h"
#include "charts/selection.h"
#include "charts/sparkline.h"
#include "charts/style.h"
#include "charts/summary.h"
#include "charts/time_plot.h"
#include "fmt/format.h"
#include "text/escape.h"

namespace plumb::charts {
namespace {

using scene::Anchor;
using scene::Role;

constexpr size_t kMostRows = 200;
constexpr double kGraphWidth = 120;  // of bars and small lines, in pictures
constexpr double kGraphCells = 16;
constexpr double kLeastTextCells = 4;

struct Cell {
  std::string text;
  std::optional<scene::Ink> ink;  // of a threshold that it has reached
};

struct Column {
  std::string head;
  bool numbers = false;  // to the right, and never cut
  double width = 0;
  double left = 0;
  std::vector<Cell> cells;  // one a row; empty for the column of bars or lines
};

struct Table {
  std::vector<Column> columns;
  std::optional<size_t> graph;  // the column that is drawn, not written
  bool range = false;           // its rows have many values: small lines, not bars
};

bool HasRange(const Selection& selection) {
  return std::any_of(selection.series.begin(), selection.series.end(),
                     [](const Selected& each) { return each.series->values.size() > 1; });
}

void AddNames(const Selection& selection, const Request& request, Table& table) {
  const std::set<std::string> names = DifferingLabels(selection);
  const std::vector<std::string> labels(names.begin(), names.end());
  if (!request.name_template.empty() || labels.empty()) {
    Column column{.head = "series"};
    for (const Selected& each : selection.series) column.cells.push_back({each.name, {}});
    table.columns.push_back(std::move(column));
    return;
  }
  for (const std::string& label : labels) {
    Column column{.head = label == model::kMetricName ? "metric" : text::ForTerminal(label)};
    for (const Selected& each : selection.series)
      column.cells.push_back({each.others && column.head == labels.front()
                                  ? each.name
                                  : text::ForTerminal(each.series->labels.Get(label)),
                              {}});
    table.columns.push_back(std::move(column));
  }
}

void AddNumbers(const Selection& selection, const Request& request, Table& table) {
  std::vector<Reduction> stats = request.stats;
  if (stats.empty() && table.range) stats = UsualReductions();
  if (stats.empty()) stats = {UsualReductions().back()};
  for (const Reduction& reduction : stats) {
    Column column{.head = table.range || !request.stats.empty() ? reduction.name() : "value",
                  .numbers = true};
    for (const Selected& each : selection.series) {
      const double value = reduction.Of(NumbersOf(*each.series));
      const auto ink = InkAt(request.thresholds, value);
      const std::string_view sign = SignOf(ink);
      column.cells.push_back(
          {fmt::format("{}{}{}", sign, sign.empty() ? "" : " ", reduction.TextOf(value, each.unit)),
           ink});
    }
    table.columns.push_back(std::move(column));
  }
}

Table MakeTable(const Selection& selection, const Request& request) {
  Table table;
  table.range = HasRange(selection);
  AddNames(selection, request, table);
  table.graph = table.columns.size();
  table.columns.push_back({});
  AddNumbers(selection, request, table);
  return table;
}

// Leaves out the first column of numbers that is still there, but for the last one: false if that
// is the only one.
bool DropNumbers(Table& table) {
  const auto shown = [](const Column& column) { return column.numbers && column.width > 0; };
  const auto first = std::find_if(table.columns.begin(), table.columns.end(), shown);
  if (first == table.columns.end() || std::none_of(first + 1, table.columns.end(), shown))
    return false;
  first->width = 0;
  return true;
}

enum class Which { kAll, kWords };

// Columns as wide as their texts, without the one that is drawn.
void TakeWholeTexts(Table& table, Which which, const Style& style) {
  for (Column& column : table.columns) {
    if (column.cells.empty() || (which == Which::kWords && column.numbers)) continue;
    column.width = style.Width(column.head, style.label_size);
    for (const Cell& cell : column.cells)
      column.width = std::max(column.width, style.Width(cell.text, style.text_size));
  }
}

// Columns as wide as their texts; where that is too much, the widest texts give way, and the bars
// go before texts are cut to nothing; then numbers go, the last of them last.
void LayOut(Table& table, double room, double margin, const Style& style) {
  TakeWholeTexts(table, Which::kAll, style);
  table.columns[*table.graph].width = style.cells() ? kGraphCells * scene::kCellWidth : kGraphWidth;
  const auto total = [&] {
    double width = -style.column_gap;
    for (const Column& column : table.columns)
      if (column.width > 0) width += column.width + style.column_gap;
    return width;
  };
  const double least = kLeastTextCells * scene::kCellWidth;
  const double step = style.cells() ? scene::kCellWidth : 4;
  while (total() > room) {
    Column* widest = nullptr;
    for (Column& column : table.columns)
      if (!column.numbers && !column.cells.empty() && column.width - step >= least &&
          (widest == nullptr || column.width > widest->width))
        widest = &column;
    constexpr double kPleasant = 14 * scene::kCellWidth;
    Column& graph = table.columns[*table.graph];
    if (graph.width > 0 && (widest == nullptr || widest->width < kPleasant)) {
      graph.width = 0;
      TakeWholeTexts(table, Which::kWords, style);  // which may have room now
    } else if (widest != nullptr) {
      widest->width -= step;
    } else if (DropNumbers(table)) {
      TakeWholeTexts(table, Which::kWords, style);
    } else {
      break;
    }
  }
  // What is left makes bars and lines longer.
  if (Column& graph = table.columns[*table.graph]; graph.width > 0 && total() < room)
    graph.width = style.SnapX(graph.width + room - total());
  double x = margin;
  for (Column& column : table.columns) {
    column.left = x;
    if (column.width > 0) x += column.width + style.column_gap;
  }
}

void DrawWord(const Column& column, const std::string& text, double y, double size,
              const scene::Ink& ink, const Style& style, std::vector<scene::Shape>& shapes) {
  scene::Group group;
  const std::string shown = style.Fit(text, size, column.width);
  if (shown != text) group.title = text;
  group.shapes.push_back(
      {scene::Text{.x = column.numbers ? column.left + column.width : column.left,
                   .y = y,
                   .text = shown,
                   .anchor = column.numbers ? Anchor::kEnd : Anchor::kStart,
                   .size = size,
                   .ink = ink}});
  shapes.push_back({std::move(group)});
}

// From nothing to the largest value of all; below zero to the left.
void DrawBar(const Selected& each, const Selection& selection, const Column& column, double y,
             const scene::Ink& ink, const Style& style, std::vector<scene::Shape>& shapes) {
  double low = 0;
  double high = 0;
  for (const Selected& other : selection.series) {
    if (other.statistics.count == 0) continue;
    low = std::min(low, other.statistics.last);
    high = std::max(high, other.statistics.last);
  }
  if (!(low < high) || each.statistics.count == 0 || !std::isfinite(high - low)) return;
  const scene::Scale x = {scene::ScaleKind::kLinear, low, high, column.left,
                          column.left + column.width};
  const double zero = style.SnapX(x.Map(0));
  const double end = x.Map(each.statistics.last);
  const double height = style.cells() ? scene::kCellHeight : 9;
  const double width = std::abs(end - zero);
  if (width < 0.5) return;
  shapes.push_back({scene::Rect{.x = std::min(zero, end),
                                .y = y - height / 2,
                                .width = width,
                                .height = height,
                                .ink = ink,
                                .radius = style.cells() ? 0.0 : 1.5}});
}

void DrawRow(const Table& table, const Selection& selection, size_t row, double y,
             const RunRules& rules, const Request& request, std::vector<scene::Shape>& shapes) {
  const Style& style = StyleOf(request.medium);
  const Selected& each = selection.series[row];
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    if (column.width <= 0) continue;
    if (i != *table.graph) {
      const Cell& cell = column.cells[row];
      DrawWord(column, cell.text, y, style.text_size, cell.ink.value_or(scene::Ink{Role::kText}),
               style, shapes);
      continue;
    }
    const scene::Ink ink =
        InkAt(request.thresholds, each.statistics.last).value_or(scene::Ink{Role::kSeries, 0});
    if (!table.range) {
      DrawBar(each, selection, column, y, ink, style, shapes);
      continue;
    }
    const double half = (style.cells() ? scene::kCellHeight : style.bar_row - 6) / 2;
    DrawSparkline(each, {column.left, y - half, column.left + column.width, y + half}, rules, ink,
                  style, shapes);
  }
}

size_t RowsThatFit(const Request& request, const Style& style, double header, size_t count) {
  const double height = request.height > 0 ? request.height : request.max_height;
  if (height <= 0) return count;
  const double rows = (height - 2 * style.margin_y - header) / style.bar_row - 1;
  if (rows >= static_cast<double>(count)) return count;
  return std::clamp<size_t>(static_cast<size_t>(std::max(rows - 1, 1.0)), 1, count);
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  const Style& style = StyleOf(request.medium);
  Selection selection = Select(data, request, request.top > 0 ? request.top : kMostRows);
  const RunRules rules = RulesOf(data, request);
  Header header = {.title = selection.title, .subtitle = selection.common};
  Timestamp time = selection.series.front().series->times.back();
  for (const Selected& each : selection.series) time = std::max(time, each.series->times.back());
  if (!data.indexed) header.Say(MomentText(time, request.zone));
  const size_t rows = RowsThatFit(request, style, header.Height(style), selection.series.size());
  const size_t hidden = selection.left_out + selection.series.size() - rows;
  Table table = MakeTable(selection, request);
  LayOut(table, request.width - 2 * style.margin_x, style.margin_x, style);

  scene::Scene scene;
  scene.width = request.width;
  const double lines = static_cast<double>(rows + 1 + (hidden > 0 ? 1 : 0));
  scene.height =
      std::max(request.height, 2 * style.margin_y + header.Height(style) + lines * style.bar_row);
  scene.title = selection.title.empty() ? "table" : selection.title;
  scene.description = SummarizeBars(selection, time, request.zone);
  scene.shapes.push_back(Background(scene.width, scene.height));
  header.Draw(style.margin_y, scene.width, style, scene.shapes);
  double y = style.margin_y + header.Height(style) + style.bar_row / 2;
  for (const Column& column : table.columns)
    if (column.width > 0 && !column.head.empty())
      DrawWord(column, column.head, y, style.label_size, {Role::kMuted}, style, scene.shapes);
  for (size_t row = 0; row < rows; ++row) {
    y += style.bar_row;
    if (!style.cells()) {
      scene::Line rule;
      rule.stroke = {.ink = {Role::kGrid}};
      const double at = std::round(y - style.bar_row / 2) + 0.5;
      rule.runs.push_back({{style.margin_x, at}, {request.width - style.margin_x, at}});
      scene.shapes.push_back({std::move(rule)});
    }
    DrawRow(table, selection, row, y, rules, request, scene.shapes);
  }
  if (hidden > 0)
    scene.shapes.push_back(Note(style.margin_x, y + style.bar_row, fmt::format("+{} more", hidden),
                                request.width - 2 * style.margin_x, style));
  return scene;
}

}  // namespace

extern const ChartType chart_table = {
    .name = "table", .help = "labels and numbers, with bars or small lines", .draw = Draw};

}  // namespace plumb::charts
