// The last value of each series as a big number, how it changed, and a small line of how it came
// there.
#include <algorithm>
#include <cmath>

#include "charts/chart.h"
#include "charts/sparkline.h"
#include "charts/tiles.h"
#include "charts/time_plot.h"
#include "fmt/format.h"

namespace plumb::charts {
namespace {

constexpr TileSize kPicture = {.least_width = 170, .height = 118};
constexpr TileSize kCells = {.least_width = 24 * scene::kCellWidth,
                             .height = 3 * scene::kCellHeight};

// The first finite value of a series.
double FirstOf(const model::Series& series) {
  for (const double v : series.values)
    if (std::isfinite(v)) return v;
  return NAN;
}

enum class Length { kFull, kShort };

// "▲ 1.2 K (+12%)", or "▲ 12%": from the first to the last value; "" where there is but one.
std::string ChangeOf(const Selected& each, Length length) {
  if (each.statistics.count < 2) return "";
  const double first = FirstOf(*each.series);
  const double change = each.statistics.last - first;
  if (!std::isfinite(change)) return "";
  if (change == 0) return "= unchanged";
  const std::string arrow = change > 0 ? "▲ " : "▼ ";
  const double percent = change / std::abs(first) * 100;
  // Shares of next to nothing say nothing.
  constexpr double kMost = 1000;
  const bool share = first != 0 && std::abs(percent) < kMost;
  if (share && length == Length::kShort) return arrow + fmt::format("{:.3g}%", std::abs(percent));
  return arrow + units::Text(each.unit, std::abs(change)) +
         (share ? fmt::format(" ({:+.3g}%)", percent) : "");
}

scene::Ink ValueInk(const Selected& each, const Request& request) {
  return InkAt(request.thresholds, each.statistics.last).value_or(scene::Ink{scene::Role::kText});
}

// A status is not told by its colour alone.
std::string SignBefore(const Selected& each, const Request& request) {
  const std::string_view sign = SignOf(InkAt(request.thresholds, each.statistics.last));
  return sign.empty() ? "" : std::string(sign) + ' ';
}

scene::Ink SparkInk(const Selected& each, const Request& request) {
  return InkAt(request.thresholds, each.statistics.last)
      .value_or(scene::Ink{scene::Role::kSeries, 0});
}

scene::Shape Words(double x, double y, std::string text, double size, const Tile& tile,
                   const Style& style, const scene::Ink& ink, bool bold = false) {
  return {scene::Text{.x = x,
                      .y = y,
                      .text = style.Fit(text, size, tile.width),
                      .size = size,
                      .bold = bold,
                      .ink = ink}};
}

void DrawCells(const Selected& each, const Tile& tile, const RunRules& rules,
               const Request& request, std::vector<scene::Shape>& shapes) {
  const Style& style = StyleOf(request.medium);
  const double row = scene::kCellHeight;
  double y = tile.top + row / 2;
  if (tile.named) {
    shapes.push_back(Words(tile.left, y, each.name, row, tile, style, {scene::Role::kMuted}));
    y += row;
  }
  const std::string value =
      SignBefore(each, request) + units::Text(each.unit, each.statistics.last);
  shapes.push_back(Words(tile.left, y, value, row, tile, style, ValueInk(each, request), true));
  const double used = style.Width(value, row) + 2 * scene::kCellWidth;
  for (const Length length : {Length::kFull, Length::kShort}) {
    const std::string change = ChangeOf(each, length);
    if (change.empty() || used + style.Width(change, row) > tile.width) continue;
    shapes.push_back(Words(tile.left + used, y, change, row, tile, style, {scene::Role::kMuted}));
    break;
  }
  y += row;
  const double right = tile.left + tile.width;
  DrawSparkline(each, {tile.left, y - row / 2, right, tile.top + tile.height}, rules,
                SparkInk(each, request), style, shapes);
}

void DrawPicture(const Selected& each, const Tile& tile, const RunRules& rules,
                 const Request& request, std::vector<scene::Shape>& shapes) {
  const Style& style = StyleOf(request.medium);
  constexpr double kBig = 34;
  constexpr double kUnitPart = 0.55;  // the unit is smaller than its number
  double y = tile.top;
  if (tile.named) {
    shapes.push_back(
        Words(tile.left, y + 8, each.name, style.text_size, tile, style, {scene::Role::kMuted}));
  }
  y += 18;
  const units::Parts parts = units::SplitText(each.unit, each.statistics.last);
  const std::string number = SignBefore(each, request) + parts.prefix + parts.number;
  const double room = tile.width / 1.2 - style.Width(parts.suffix, kBig * kUnitPart);
  const double size = SizeThatFits(number, kBig, std::max(room, tile.width / 2), style);
  shapes.push_back({scene::Text{.x = tile.left,
                                .y = y + kBig / 2,
                                .text = number,
                                .size = size,
                                .bold = true,
                                .ink = ValueInk(each, request)}});
  if (!parts.suffix.empty()) {
    constexpr double kBold = 1.1;  // than the table of widths says
    const double x = tile.left + style.Width(number, size) * kBold;
    const double unit =
        SizeThatFits(parts.suffix, size * kUnitPart, tile.left + tile.width - x, style);
    // Numbers and units stand on one line.
    shapes.push_back({scene::Text{.x = x,
                                  .y = y + kBig / 2 + (size - unit) * 0.355,
                                  .text = parts.suffix,
                                  .size = unit,
                                  .ink = {scene::Role::kMuted}}});
  }
  y += kBig + 6;
  if (const std::string change = ChangeOf(each, Length::kFull); !change.empty())
    shapes.push_back(
        Words(tile.left, y + 6, change, style.label_size, tile, style, {scene::Role::kMuted}));
  y += 18;
  DrawSparkline(each, {tile.left, y, tile.left + tile.width, tile.top + tile.height}, rules,
                SparkInk(each, request), style, shapes);
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  const Style& style = StyleOf(request.medium);
  const RunRules rules = RulesOf(data, request);
  return DrawTiles(data, request, style.cells() ? kCells : kPicture,
                   [&](const Selected& each, const Tile& tile, std::vector<scene::Shape>& shapes) {
                     if (style.cells())
                       DrawCells(each, tile, rules, request, shapes);
                     else
                       DrawPicture(each, tile, rules, request, shapes);
                   });
}

}  // namespace

extern const ChartType chart_stat = {
    .name = "stat", .help = "the last value, large, with its change", .draw = Draw};

}  // namespace plumb::charts
