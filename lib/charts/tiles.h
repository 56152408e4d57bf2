// SPDX-License-Identifier: Apache-2.0
// A picture divided into equal tiles, one a series: what `stat` and `gauge` are drawn on.
#pragma once

#include <functional>
#include <string>

#include "charts/request.h"
#include "charts/selection.h"
#include "charts/style.h"
#include "scene/scene.h"

namespace plumb::charts {

struct Tile {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
  bool named = false;  // false: the only one, whose name is the title
};

// How large tiles are where there is room for it.
struct TileSize {
  double least_width = 0;
  double height = 0;
};

using TilePainter = std::function<void(const Selected&, const Tile&, std::vector<scene::Shape>&)>;

// Header, tiles in rows, and "+3 more" for those that have no room.
scene::Scene DrawTiles(const Data& data, const Request& request, const TileSize& size,
                       const TilePainter& paint);

// The largest size at most `most` at which a text is at most `width` wide; in terminals that size.
double SizeThatFits(std::string_view text, double most, double width, const Style& style);

}  // namespace plumb::charts
