// SPDX-License-Identifier: Apache-2.0
// How wide a text is drawn, without a font at hand: a table of usual sans-serif widths, a little
// generous.
#pragma once

#include <string>
#include <string_view>

namespace plumb::scene {

// Where texts are drawn, and so what they are measured with.
enum class Medium {
  kPicture,  // proportional text of a size in pixels
  kCells,    // a terminal: whole cells, whatever the size
};

// Width in units of the scene, 5 % reserved in pictures.
double TextWidth(Medium medium, std::string_view text, double size);

// The text, cut in the middle with an ellipsis if it is wider than `width` (names differ at their
// ends);
// "" if not even that fits. Cuts between code points, never before a combining mark.
std::string FitMiddle(Medium medium, std::string_view text, double size, double width);

}  // namespace plumb::scene
