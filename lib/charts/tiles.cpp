#include "charts/tiles.h"

#include <algorithm>
#include <cmath>

#include "charts/frame.h"
#include "charts/legend.h"
#include "charts/summary.h"
#include "fmt/format.h"

namespace plumb::charts {
namespace {

struct Layout {
  size_t columns = 1;
  size_t shown = 0;
  double width = 0;  // of a tile
  double height = 0;
};

double GapOf(const Style& style) {
  return style.cells() ? 2 * scene::kCellWidth : 12;
}

// The line that counts what has no room, and a little air above it.
double MoreRow(const Style& style) {
  return style.legend_row + style.legend_gap / 2;
}

// Tiles of pictures give way, and grow, before any is left out.
constexpr double kLeastPart = 0.7;
constexpr double kMostPart = 2;

Layout Divide(const Request& request, const TileSize& size, size_t count, double header,
              const Style& style) {
  const double content = request.width - 2 * style.margin_x;
  const double gap = GapOf(style);
  Layout layout;
  const double fitting = std::floor((content + gap) / (size.least_width + gap));
  layout.columns = std::clamp<size_t>(static_cast<size_t>(std::max(1.0, fitting)), 1, count);
  // Rows of the same length where that takes no more of them.
  const size_t rows = (count + layout.columns - 1) / layout.columns;
  layout.columns = (count + rows - 1) / rows;
  const auto columns = static_cast<double>(layout.columns);
  layout.width = style.SnapX((content - (columns - 1) * gap) / columns);
  layout.height = size.height;
  layout.shown = count;
  const double bound = request.height > 0 ? request.height : request.max_height;
  if (bound <= 0) return layout;
  const double between = style.cells() ? scene::kCellHeight : gap;
  double room = bound - 2 * style.margin_y - header;
  const double each = (room + between) / static_cast<double>(rows) - between;
  if (!style.cells() && (request.height > 0 || each < layout.height))
    layout.height = std::clamp(each, size.height * kLeastPart, size.height * kMostPart);
  if (each >= layout.height) return layout;
  room -= MoreRow(style);
  const double fit = std::max(1.0, std::floor((room + between) / (layout.height + between)));
  layout.shown = std::min(count, static_cast<size_t>(fit) * layout.columns);
  return layout;
}

}  // namespace

double SizeThatFits(std::string_view text, double most, double width, const Style& style) {
  if (style.cells()) return most;
  const double wide = style.Width(text, most);
  return wide > width ? most * width / wide : most;
}

scene::Scene DrawTiles(const Data& data, const Request& request, const TileSize& size,
                       const TilePainter& paint) {
  const Style& style = StyleOf(request.medium);
  Selection selection = Select(data, request, request.top > 0 ? request.top : style.bars);
  const Header header = {.title = selection.title, .subtitle = selection.common};
  const double head = header.Height(style);
  const size_t count = selection.series.size();
  const Layout layout = Divide(request, size, count, head, style);
  const size_t hidden = selection.left_out + count - layout.shown;
  const double gap = style.cells() ? scene::kCellHeight : GapOf(style);
  const size_t rows = (layout.shown + layout.columns - 1) / layout.columns;

  scene::Scene scene;
  scene.width = request.width;
  const double needed = 2 * style.margin_y + head +
                        static_cast<double>(rows) * (layout.height + gap) - gap +
                        (hidden > 0 ? MoreRow(style) : 0);
  scene.height = std::max(request.height, needed);
  scene.title = selection.title.empty() ? "chart" : selection.title;
  Timestamp time = selection.series.front().series->times.back();
  for (const Selected& each : selection.series) time = std::max(time, each.series->times.back());
  scene.description = SummarizeBars(selection, time, request.zone);
  scene.shapes.push_back(Background(scene.width, scene.height));
  header.Draw(style.margin_y, scene.width, style, scene.shapes);
  for (size_t i = 0; i < layout.shown; ++i) {
    const Tile tile = {.left = style.margin_x + static_cast<double>(i % layout.columns) *
                                                    (layout.width + GapOf(style)),
                       .top = style.margin_y + head +
                              static_cast<double>(i / layout.columns) * (layout.height + gap),
                       .width = layout.width,
                       .height = layout.height,
                       .named = count + selection.left_out > 1};
    scene::Group group;
    group.title = TooltipOf(selection.series[i]);
    paint(selection.series[i], tile, group.shapes);
    scene.shapes.push_back({std::move(group)});
  }
  if (hidden > 0)
    scene.shapes.push_back(Note(style.margin_x, needed - style.margin_y - style.legend_row / 2,
                                fmt::format("+{} more", hidden), request.width - 2 * style.margin_x,
                                style));
  return scene;
}

}  // namespace plumb::charts
