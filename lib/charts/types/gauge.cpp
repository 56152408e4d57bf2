// The last value of each series as a part of its range: an arc in pictures, a bar in terminals.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "charts/chart.h"
#include "charts/threshold_marks.h"
#include "charts/tiles.h"
#include "charts/value_axis.h"

namespace plumb::charts {
namespace {

using scene::Anchor;
using scene::Role;

constexpr TileSize kPicture = {.least_width = 150, .height = 140};
constexpr TileSize kCells = {.least_width = 24 * scene::kCellWidth,
                             .height = 3 * scene::kCellHeight};

struct Range {
  double low = 0;
  double high = 1;
  [[nodiscard]] double PartOf(double v) const {
    return std::isnan(v) ? 0 : std::clamp((v - low) / (high - low), 0.0, 1.0);
  }
};

// What was asked for; else the whole for shares (of sums of shares as many wholes as are needed),
// else round values around all data and thresholds.
Range RangeOf(const Data& data, const Request& request) {
  const Selection all = Select(data, request, data.series.size());
  ValueExtent extent = ExtentOf(all.series);
  extent.low = std::min(extent.low, 0.0);
  extent.high = std::max(extent.high, 0.0);
  CoverThresholds(request, extent);
  // As in rows of a terminal, where both ends are ticks.
  constexpr double kRows = 7;
  const ValueAxis axis = MakeValueAxis(extent, {.unit = all.unit,
                                                .min = request.min,
                                                .max = request.max,
                                                .soft_min = request.soft_min,
                                                .soft_max = request.soft_max,
                                                .kind = ValueScale::kLinear,
                                                .length = kRows,
                                                .gap = 1,
                                                .row = 1});
  Range range = {axis.scale.low, axis.scale.high};
  const double whole = WholeOf(all.unit);
  if (whole > 0 && !request.max && !request.soft_max)
    range.high = whole * std::max(1.0, std::ceil(extent.high / whole - 1e-9));
  return range;
}

scene::Point OnArc(scene::Point centre, double radius, double part) {
  // 240 degrees, open downwards.
  constexpr double kFrom = 210;
  constexpr double kSweep = 240;
  const double angle = (kFrom - kSweep * part) * std::numbers::pi / 180;
  return {centre.x + radius * std::cos(angle), centre.y - radius * std::sin(angle)};
}

// A piece of the ring, as an outline.
scene::Area Ring(scene::Point centre, double radius, double width, double from, double to,
                 const scene::Ink& ink) {
  constexpr double kSteps = 60;  // of the whole arc: straight pieces that nobody sees
  std::vector<scene::Point> outline;
  const int count = std::max(1, static_cast<int>(std::ceil((to - from) * kSteps)));
  for (int i = 0; i <= count; ++i)
    outline.push_back(OnArc(centre, radius, from + (to - from) * i / count));
  for (int i = count; i >= 0; --i)
    outline.push_back(OnArc(centre, radius - width, from + (to - from) * i / count));
  return {.outlines = {std::move(outline)}, .ink = ink};
}

scene::Ink ValueInk(const Selected& each, const Request& request) {
  return InkAt(request.thresholds, each.statistics.last).value_or(scene::Ink{Role::kSeries, 0});
}

// A status is not told by its colour alone.
std::string ValueText(const Selected& each, const Request& request) {
  const std::string_view sign = SignOf(InkAt(request.thresholds, each.statistics.last));
  return std::string(sign) + (sign.empty() ? "" : " ") +
         units::Text(each.unit, each.statistics.last);
}

// A thin ring around the other one: what the thresholds are.
void DrawThresholdRing(scene::Point centre, double radius, const Range& range,
                       const Request& request, std::vector<scene::Shape>& shapes) {
  constexpr double kGap = 2;
  constexpr double kWidth = 3;
  for (size_t i = 0; i < request.thresholds.size(); ++i) {
    const double from = range.PartOf(request.thresholds[i].value);
    const double to =
        i + 1 < request.thresholds.size() ? range.PartOf(request.thresholds[i + 1].value) : 1;
    if (from < to)
      shapes.push_back(
          {Ring(centre, radius + kGap + kWidth, kWidth, from, to, request.thresholds[i].ink)});
  }
}

scene::Shape Words(double x, double y, std::string text, Anchor anchor, double size, Role role,
                   bool bold = false) {
  return {scene::Text{.x = x,
                      .y = y,
                      .text = std::move(text),
                      .anchor = anchor,
                      .size = size,
                      .bold = bold,
                      .ink = {role}}};
}

void DrawPicture(const Selected& each, const Tile& tile, const Range& range, const Request& request,
                 std::vector<scene::Shape>& shapes) {
  const Style& style = StyleOf(request.medium);
  constexpr double kRingWidth = 14;
  constexpr double kBig = 22;
  const double name_row = tile.named ? 20 : 0;
  const double radius = std::min((tile.width - 8) / 2, (tile.height - name_row - 14) / 1.5);
  const scene::Point centre = {tile.left + tile.width / 2, tile.top + name_row + radius + 2};
  if (tile.named)
    shapes.push_back(Words(centre.x, tile.top + 8,
                           style.Fit(each.name, style.text_size, tile.width), Anchor::kMiddle,
                           style.text_size, Role::kMuted));
  const double from = range.PartOf(std::clamp(0.0, range.low, range.high));
  const double to = range.PartOf(each.statistics.last);
  shapes.push_back({Ring(centre, radius, kRingWidth, 0, 1, {Role::kGrid})});
  if (each.statistics.count > 0 && from != to)
    shapes.push_back({Ring(centre, radius, kRingWidth, std::min(from, to), std::max(from, to),
                           ValueInk(each, request))});
  DrawThresholdRing(centre, radius, range, request, shapes);
  const std::string value = each.statistics.count > 0 ? ValueText(each, request) : "NaN";
  const double inside = 2 * (radius - kRingWidth - 6) / 1.1;
  shapes.push_back(Words(centre.x, centre.y, value, Anchor::kMiddle,
                         SizeThatFits(value, kBig, inside, style), Role::kText, true));
  const double y = OnArc(centre, radius, 0).y + 12;
  const double room = radius * 0.8;
  const double middle = radius - kRingWidth / 2;
  shapes.push_back(Words(OnArc(centre, middle, 0).x, y,
                         style.Fit(units::Text(each.unit, range.low), style.label_size, room),
                         Anchor::kMiddle, style.label_size, Role::kMuted));
  shapes.push_back(Words(OnArc(centre, middle, 1).x, y,
                         style.Fit(units::Text(each.unit, range.high), style.label_size, room),
                         Anchor::kMiddle, style.label_size, Role::kMuted));
}

void DrawCells(const Selected& each, const Tile& tile, const Range& range, const Request& request,
               std::vector<scene::Shape>& shapes) {
  const Style& style = StyleOf(request.medium);
  const double row = scene::kCellHeight;
  const double right = tile.left + tile.width;
  const std::string value = each.statistics.count > 0 ? ValueText(each, request) : "NaN";
  const double room = tile.width - style.Width(value, row) - scene::kCellWidth;
  if (tile.named)
    shapes.push_back(Words(tile.left, tile.top + row / 2, style.Fit(each.name, row, room),
                           Anchor::kStart, row, Role::kMuted));
  shapes.push_back(Words(tile.named ? right : tile.left, tile.top + row / 2, value,
                         tile.named ? Anchor::kEnd : Anchor::kStart, row, Role::kText, true));
  const double y = tile.top + row * 1.5;
  scene::Line track;
  track.stroke = {.ink = {Role::kAxis}};
  track.runs = {{{tile.left, y}, {right, y}}};
  shapes.push_back({std::move(track)});
  const double from =
      style.SnapX(tile.left + tile.width * range.PartOf(std::clamp(0.0, range.low, range.high)));
  const double to = tile.left + tile.width * range.PartOf(each.statistics.last);
  if (from != to && each.statistics.count > 0)
    shapes.push_back({scene::Rect{.x = std::min(from, to),
                                  .y = y - row / 2,
                                  .width = std::abs(to - from),
                                  .height = row,
                                  .ink = ValueInk(each, request)}});
  const std::string low = units::Text(each.unit, range.low);
  const std::string high = units::Text(each.unit, range.high);
  if (style.Width(low, row) + style.Width(high, row) + scene::kCellWidth > tile.width) return;
  shapes.push_back(Words(tile.left, y + row, low, Anchor::kStart, row, Role::kMuted));
  shapes.push_back(Words(right, y + row, high, Anchor::kEnd, row, Role::kMuted));
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  const Style& style = StyleOf(request.medium);
  const Range range = RangeOf(data, request);
  return DrawTiles(data, request, style.cells() ? kCells : kPicture,
                   [&](const Selected& each, const Tile& tile, std::vector<scene::Shape>& shapes) {
                     if (style.cells())
                       DrawCells(each, tile, range, request, shapes);
                     else
                       DrawPicture(each, tile, range, request, shapes);
                   });
}

}  // namespace

extern const ChartType chart_gauge = {
    .name = "gauge", .help = "the last value as a part of its range", .draw = Draw};

}  // namespace plumb::charts
