#include "charts/style.h"

#include <cmath>
#include <utility>

namespace plumb::charts {
namespace {

using scene::kCellHeight;
using scene::kCellWidth;

constexpr Style kPicture = {
    .medium = scene::Medium::kPicture,
    .usual_width = 800,
    .least_width = 160,
    .least_height = 100,
    .plot_height = 260,
    .least_plot_height = 48,
    .margin_x = 20,
    .margin_y = 18,
    .title_size = 16,
    .text_size = 12,
    .label_size = 11,
    .title_row = 22,
    .subtitle_row = 18,
    .header_gap = 12,
    .legend_gap = 14,
    .legend_row = 19,
    .axis_row = 15,
    .axis_gap = 6,
    .gutter_gap = 8,
    .tick = 4,
    .column_gap = 22,
    .swatch = 18,
    .swatch_gap = 8,
    .value_gap = 34,
    .time_gap = 18,
    .column = 1,
    .line_width = 1.5,
    .dot_radius = 2,
    .bar_row = 24,
    .bar_height = 15,
    .lines = 16,
    .bars = 20,
};

constexpr Style kCells = {
    .medium = scene::Medium::kCells,
    .usual_width = 80 * kCellWidth,
    .least_width = 20 * kCellWidth,
    .least_height = 6 * kCellHeight,
    .plot_height = 13 * kCellHeight,
    .least_plot_height = 4 * kCellHeight,
    .margin_x = 0,
    .margin_y = 0,
    .title_size = kCellHeight,
    .text_size = kCellHeight,
    .label_size = kCellHeight,
    .title_row = kCellHeight,
    .subtitle_row = kCellHeight,
    .header_gap = 0,
    .legend_gap = 0,
    .legend_row = kCellHeight,
    .axis_row = kCellHeight,
    .axis_gap = kCellHeight,       // the row of the axis line
    .gutter_gap = 2 * kCellWidth,  // a space and the axis
    .tick = 0,
    .column_gap = 2 * kCellWidth,
    .swatch = 2 * kCellWidth,
    .swatch_gap = kCellWidth,
    .value_gap = 2 * kCellHeight,
    .time_gap = 3 * kCellWidth,
    .column = kCellWidth / 2,
    .line_width = 1,
    .dot_radius = 1,
    .bar_row = kCellHeight,
    .bar_height = kCellHeight,
    .lines = 8,
    .bars = 20,
};

}  // namespace

double Style::SnapX(double x) const {
  return cells() ? std::floor(x / kCellWidth) * kCellWidth : x;
}

double Style::PlotHeight(double width) const {
  if (!cells()) return plot_height;
  constexpr double kShape = 8;  // columns a row: 200 columns have 25 rows
  constexpr double kMostRows = 30;
  const double rows = std::min(std::floor(width / kCellWidth / kShape), kMostRows);
  return std::max(plot_height, rows * kCellHeight);
}

const Style& StyleOf(scene::Medium medium) {
  return medium == scene::Medium::kCells ? kCells : kPicture;
}

scene::Shape AxisLabel(double x, double y, std::string text, scene::Anchor anchor,
                       const Style& style) {
  return {scene::Text{.x = x,
                      .y = y,
                      .text = std::move(text),
                      .anchor = anchor,
                      .size = style.label_size,
                      .ink = {scene::Role::kMuted}}};
}

}  // namespace plumb::charts
