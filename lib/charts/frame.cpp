#include "charts/frame.h"

namespace plumb::charts {

using scene::Role;

void Header::Say(const std::string& more) {
  if (more.empty()) return;
  if (!subtitle.empty()) subtitle += "   ";
  subtitle += more;
}

double Header::Height(const Style& style) const {
  double height = 0;
  if (!title.empty()) height += style.title_row;
  if (!subtitle.empty()) height += style.subtitle_row;
  return height > 0 ? height + style.header_gap : 0;
}

void Header::Draw(double y, double scene_width, const Style& style,
                  std::vector<scene::Shape>& shapes) const {
  const double width = scene_width - 2 * style.margin_x;
  if (!title.empty()) {
    // The widest usual font, DejaVu Sans Bold, needs a fifth more than the table of widths says.
    constexpr double kBold = 1 / 1.2;
    const double room = style.cells() ? width : width * kBold;
    shapes.push_back({scene::Text{.x = style.margin_x,
                                  .y = y + style.title_row / 2,
                                  .text = style.Fit(title, style.title_size, room),
                                  .size = style.title_size,
                                  .bold = true,
                                  .ink = {Role::kText}}});
    y += style.title_row;
  }
  if (!subtitle.empty())
    shapes.push_back(Note(style.margin_x, y + style.subtitle_row / 2, subtitle, width, style));
}

scene::Shape Background(double width, double height) {
  return {scene::Rect{.width = width, .height = height, .ink = {Role::kBackground}}};
}

scene::Shape Note(double x, double y, std::string text, double width, const Style& style) {
  return {scene::Text{.x = x,
                      .y = y,
                      .text = style.Fit(text, style.label_size, width),
                      .size = style.label_size,
                      .ink = {Role::kMuted}}};
}

}  // namespace plumb::charts
