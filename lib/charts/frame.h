// SPDX-License-Identifier: Apache-2.0
// What every chart has around its plot: background, title, subtitle, notes.
#pragma once

#include <string>
#include <vector>

#include "charts/style.h"
#include "scene/scene.h"

namespace plumb::charts {

struct Header {
  std::string title;
  std::string subtitle;

  // One thing more in the subtitle; nothing if it is "".
  void Say(const std::string& more);
  // What it takes above the plot, the gap included; 0 without title and subtitle.
  [[nodiscard]] double Height(const Style& style) const;
  // Draws from (style.margin_x, y) on, cut to the width of the scene.
  void Draw(double y, double scene_width, const Style& style,
            std::vector<scene::Shape>& shapes) const;
};

// The first shape of a scene.
scene::Shape Background(double width, double height);

// A muted line of text.
scene::Shape Note(double x, double y, std::string text, double width, const Style& style);

}  // namespace plumb::charts
