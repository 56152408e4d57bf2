// Horizontal bars, the largest first: the chart of one instant.
#include <algorithm>
#include <cmath>

#include "charts/bar_table.h"
#include "charts/chart.h"
#include "charts/frame.h"
#include "charts/legend.h"
#include "charts/style.h"
#include "charts/summary.h"
#include "fmt/format.h"

namespace plumb::charts {
namespace {

using scene::Anchor;
using scene::Role;

constexpr double kMostNamePart = 0.45;  // of the width
constexpr double kLeastBarCells = 6;

// Where a column of bars lies.
struct Place {
  double left = 0;
  double right = 0;
  double zero = 0;
  scene::Scale scale = {};
};

struct Layout {
  double names = 0;           // the width of the names
  double name_end = 0;        // where they end
  std::vector<Place> places;  // of the columns that have room, the first ones
};

std::string ValueText(const Selected& each) {
  if (each.statistics.count == 0) return "NaN";
  return units::Text(each.unit, each.statistics.last);
}

// A status is not told by its colour alone.
std::string_view SignAfter(const std::optional<scene::Ink>& ink) {
  const std::string_view sign = SignOf(ink);
  return sign == "!!" ? " !!" : sign == "!" ? " !" : "";
}

std::string WordBeside(const Selected& each, const Request& request) {
  return ValueText(each) + std::string(SignAfter(InkAt(request.thresholds, each.statistics.last)));
}

// What stands beside the bars of a column, on its widest; a negative bar has its value on its left.
struct Beside {
  double width = 0;
  bool left = false;
};

Beside BesideOf(const BarColumn& column, const Request& request, const Style& style) {
  Beside beside;
  for (const auto& row : column.rows) {
    if (!row) continue;
    const Selected& each = column.selection.series[*row];
    beside.width = std::max(beside.width, style.Width(WordBeside(each, request), style.text_size));
    beside.left = beside.left || each.statistics.last < 0;
  }
  return beside;
}

Layout DivideWidth(const BarTable& table, const Request& request, const Style& style) {
  const double content = request.width - 2 * style.margin_x;
  const double gap = style.swatch_gap;
  const double least_bar = kLeastBarCells * scene::kCellWidth;
  std::vector<Beside> beside;
  for (const BarColumn& column : table.columns) beside.push_back(BesideOf(column, request, style));
  const auto needed = [&](size_t column) {
    const double values = (beside[column].width + gap) * (beside[column].left ? 2 : 1);
    return std::max(values + least_bar, style.Width(table.columns[column].head, style.label_size));
  };
  Layout layout;
  for (const std::string& name : table.names)
    layout.names = std::max(layout.names, style.Width(name, style.text_size));
  layout.names = style.SnapX(
      std::min({layout.names, content * kMostNamePart, std::max(0.0, content - gap - needed(0))}));
  layout.name_end = style.margin_x + layout.names;
  const double room = content - layout.names - gap;
  // As many columns as have room, all of the same width.
  size_t count = 1;
  double widest = needed(0);
  for (size_t next = 1; next < table.columns.size(); ++next) {
    widest = std::max(widest, needed(next));
    const auto columns = static_cast<double>(next + 1);
    if (widest * columns + style.column_gap * (columns - 1) > room) break;
    count = next + 1;
  }
  const auto columns = static_cast<double>(count);
  const double width = style.SnapX((room - style.column_gap * (columns - 1)) / columns);
  for (size_t i = 0; i < count; ++i) {
    Place place;
    place.left = layout.name_end + gap + static_cast<double>(i) * (width + style.column_gap);
    place.right =
        std::max(place.left + scene::kCellWidth, place.left + width - beside[i].width - gap);
    if (beside[i].left) place.left += beside[i].width + gap;
    place.right = std::max(place.right, place.left + scene::kCellWidth);
    const BarColumn& column = table.columns[i];
    place.scale = BarAxis(column.extent, column.selection.unit, request).scale;
    place.scale.at_low = place.left;
    place.scale.at_high = place.right;
    const double origin = place.scale.kind == scene::ScaleKind::kLog ? place.scale.low : 0;
    place.zero = std::clamp(place.scale.Map(origin), place.left, place.right);
    if (style.cells()) place.zero = style.SnapX(place.zero);
    layout.places.push_back(place);
  }
  return layout;
}

// The whole that shares are of.
void DrawWhole(const Selected& each, const Place& place, double y, const Style& style,
               scene::Group& group) {
  if (style.cells() || place.scale.kind != scene::ScaleKind::kLinear) return;
  const double whole = WholeOf(each.unit);
  if (whole <= 0 || place.scale.low != 0 || place.scale.high != whole) return;
  constexpr double kFaint = 0.6;
  group.shapes.push_back({scene::Rect{.x = place.left,
                                      .y = y - style.bar_height / 2,
                                      .width = place.right - place.left,
                                      .height = style.bar_height,
                                      .ink = {Role::kGrid, 0, kFaint},
                                      .radius = 2}});
}

void DrawBar(const Selected& each, const Place& place, double y, const Request& request,
             scene::Group& group) {
  const Style& style = StyleOf(request.medium);
  const std::optional<scene::Ink> ink = InkAt(request.thresholds, each.statistics.last);
  DrawWhole(each, place, y, style, group);
  double end = place.scale.Map(each.statistics.last);
  if (!std::isfinite(end)) end = place.zero;
  end = std::clamp(end, place.left, place.right);
  // A value that is not nothing shows something.
  const double least = each.statistics.count > 0 && each.statistics.last != 0 ? 1 : 0;
  const double left = std::min(place.zero, end);
  const double width = std::max(std::abs(end - place.zero), least);
  if (width > 0)
    group.shapes.push_back({scene::Rect{.x = left,
                                        .y = y - style.bar_height / 2,
                                        .width = width,
                                        .height = style.bar_height,
                                        .ink = ink.value_or(scene::Ink{Role::kSeries, 0}),
                                        .radius = style.cells() ? 0.0 : 2.0}});
  const bool negative = each.statistics.last < 0;
  double value_x =
      negative ? left - style.swatch_gap : std::max(end, place.zero) + style.swatch_gap;
  if (style.cells() && !negative)
    value_x = std::ceil(value_x / scene::kCellWidth) * scene::kCellWidth;
  group.shapes.push_back({scene::Text{.x = value_x,
                                      .y = y,
                                      .text = WordBeside(each, request),
                                      .anchor = negative ? Anchor::kEnd : Anchor::kStart,
                                      .size = style.text_size,
                                      .ink = {Role::kText}}});
}

void DrawRow(const BarTable& table, size_t row, const Layout& layout, double y,
             const Request& request, std::vector<scene::Shape>& shapes) {
  const Style& style = StyleOf(request.medium);
  scene::Group group;
  group.title = table.names[row] + ":";
  group.shapes.push_back(
      {scene::Text{.x = layout.name_end,
                   .y = y,
                   .text = style.Fit(table.names[row], style.text_size, layout.names),
                   .anchor = Anchor::kEnd,
                   .size = style.text_size,
                   .ink = {Role::kText}}});
  bool first = true;
  for (size_t i = 0; i < layout.places.size(); ++i) {
    const BarColumn& column = table.columns[i];
    const Selected* each = column.At(row);
    if (each == nullptr) continue;
    group.title +=
        (first ? " " : ", ") + (column.head.empty() ? "" : column.head + " ") + ValueText(*each);
    first = false;
    DrawBar(*each, layout.places[i], y, request, group);
  }
  shapes.push_back({std::move(group)});
}

// How many bars have room; the others are counted.
size_t BarsThatFit(const Request& request, const Style& style, double header) {
  const size_t wanted = request.top > 0 ? request.top : style.bars;
  const double height = request.height > 0 ? request.height : request.max_height;
  if (height <= 0) return wanted;
  const double rows = (height - 2 * style.margin_y - header) / style.bar_row - 1;
  return std::clamp<size_t>(static_cast<size_t>(std::max(rows, 1.0)), 1, wanted);
}

// "+3 more columns: VSZ, RSS, TTY".
std::string ColumnsLeftOut(const BarTable& table, size_t shown) {
  if (shown == table.columns.size()) return "";
  std::string names;
  for (size_t i = shown; i < table.columns.size(); ++i)
    names += (names.empty() ? "" : ", ") + table.columns[i].head;
  return fmt::format("+{} more column{}: {}", table.columns.size() - shown,
                     table.columns.size() - shown == 1 ? "" : "s", names);
}

Header HeaderOf(const BarTable& table, const Data& data, Timestamp time, const Request& request) {
  const Selection& first = table.columns.front().selection;
  Header header = {.title = first.title, .subtitle = first.common};
  // The columns have their own heads.
  if (table.columns.size() > 1) header.title = request.title ? first.title : "";
  if (!data.indexed) header.Say(MomentText(time, request.zone));
  return header;
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  const Style& style = StyleOf(request.medium);
  BarTable table = MakeBarTable(data, request, request.top > 0 ? request.top : style.bars);
  const Timestamp time = table.columns.front().selection.series.front().series->times.back();
  const Header header = HeaderOf(table, data, time, request);
  const double heads = table.columns.size() > 1 ? style.subtitle_row : 0;
  const size_t fitting = BarsThatFit(request, style, header.Height(style) + heads);
  if (table.names.size() > fitting) {
    table.left_out += table.names.size() - fitting;
    table.names.resize(fitting);
    for (BarColumn& column : table.columns) column.rows.resize(fitting);
  }
  const Layout layout = DivideWidth(table, request, style);
  const std::string columns_left_out = ColumnsLeftOut(table, layout.places.size());

  const double rows = static_cast<double>(table.names.size()) * style.bar_row;
  const double more = table.left_out > 0 ? style.legend_row : 0;
  const double note = columns_left_out.empty() ? 0 : style.subtitle_row;
  scene::Scene scene;
  scene.width = request.width;
  scene.height = std::max(request.height,
                          2 * style.margin_y + header.Height(style) + heads + rows + more + note);
  scene.title = header.title.empty() ? "chart" : header.title;
  for (const BarColumn& column : table.columns)
    scene.description += (scene.description.empty() ? "" : " ") +
                         (column.head.empty() ? "" : column.head + ": ") +
                         SummarizeBars(column.selection, time, request.zone);
  scene.shapes.push_back(Background(scene.width, scene.height));
  header.Draw(style.margin_y, scene.width, style, scene.shapes);
  double y = style.margin_y + header.Height(style);
  for (size_t i = 0; heads > 0 && i < layout.places.size(); ++i)
    scene.shapes.push_back(AxisLabel(layout.places[i].left, y + heads / 2, table.columns[i].head,
                                     Anchor::kStart, style));
  y += heads + style.bar_row / 2;
  for (size_t row = 0; row < table.names.size(); ++row) {
    DrawRow(table, row, layout, y, request, scene.shapes);
    y += style.bar_row;
  }
  y -= style.bar_row / 2;
  if (more > 0)
    scene.shapes.push_back({scene::Text{.x = layout.name_end,
                                        .y = y + more / 2,
                                        .text = fmt::format("+{} more", table.left_out),
                                        .anchor = Anchor::kEnd,
                                        .size = style.text_size,
                                        .ink = {Role::kMuted}}});
  if (note > 0)
    scene.shapes.push_back(Note(style.margin_x, y + more + note / 2, columns_left_out,
                                request.width - 2 * style.margin_x, style));
  return scene;
}

}  // namespace

extern const ChartType chart_bars = {
    .name = "bars", .help = "horizontal bars, the largest value first", .draw = Draw};

}  // namespace plumb::charts
