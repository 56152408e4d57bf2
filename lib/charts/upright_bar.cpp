#include "charts/upright_bar.h"

#include <algorithm>
#include <cmath>

namespace plumb::charts {

std::optional<scene::Rect> UprightBar(const Piece& piece, const Span& span, const Plot& plot,
                                      bool stacked, const scene::Ink& ink) {
  if (!std::isfinite(piece.high) || piece.high == piece.low) return std::nullopt;
  double from = piece.low == 0 ? plot.BaseLine() : plot.y.Map(piece.low);
  double to = plot.y.Map(piece.high);
  if (!std::isfinite(to)) return std::nullopt;
  // In cells zero lies in the middle of a row's lowest dots.
  if (plot.style.cells()) {
    from = std::round(from / scene::kCellHeight) * scene::kCellHeight;
    if (stacked || to > from) to = std::round(to / scene::kCellHeight) * scene::kCellHeight;
  }
  from = std::clamp(from, plot.box.top, plot.box.bottom);
  to = std::clamp(to, plot.box.top, plot.box.bottom);
  // A value that is not nothing shows something.
  if (!stacked && std::abs(to - from) < 1) to = piece.high > piece.low ? from - 1 : from + 1;
  if (from == to) return std::nullopt;
  const double left = std::max(span.left, plot.box.left);
  const double right = std::min(span.left + span.width, plot.box.right);
  if (right <= left) return std::nullopt;
  return scene::Rect{.x = left,
                     .y = std::min(from, to),
                     .width = right - left,
                     .height = std::abs(to - from),
                     .ink = ink,
                     .upright = true};
}

}  // namespace plumb::charts
