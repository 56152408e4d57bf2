// SPDX-License-Identifier: Apache-2.0
// One upright bar, or a piece of a stack of them: what bars over time and over categories share.
#pragma once

#include <optional>

#include "charts/time_plot.h"
#include "scene/scene.h"

namespace plumb::charts {

// From a value to another; NaN where there is nothing.
struct Piece {
  double low = 0;
  double high = 0;
};

struct Span {
  double left = 0;
  double width = 0;
};

// Cut to the plot; nullopt if nothing of it can be seen. In terminals a bar stands on the end of a
// row, and in a stack each piece has rows of its own.
std::optional<scene::Rect> UprightBar(const Piece& piece, const Span& span, const Plot& plot,
                                      bool stacked, const scene::Ink& ink);

}  // namespace plumb::charts
