// SPDX-License-Identifier: Apache-2.0
// The characters that dots, lines and bars of a terminal picture become.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "render/output.h"
#include "scene/scene.h"

namespace plumb::render {

// Dots of a cell, kept as bits: bit (row * columns + column).
struct DotShape {
  int columns = 2;
  int rows = 4;
};
DotShape DotShapeOf(Glyphs glyphs);

// The character for a set of dots (not empty).
std::string DotGlyph(Glyphs glyphs, unsigned bits);

// Directions in which lines leave the middle of a cell.
enum BoxBit : unsigned { kUp = 1, kDown = 2, kLeft = 4, kRight = 8 };
std::string_view BoxGlyph(Glyphs glyphs, unsigned bits);

// A piece of a grid line; "" where it would be taken for data.
std::string_view GridGlyph(Glyphs glyphs);

// A cell filled from the left, in eighths 1..8.
std::string_view BarGlyph(Glyphs glyphs, int eighths);

// A cell filled from below, in eighths 1..8.
std::string_view ColumnGlyph(Glyphs glyphs, int eighths);

// A cell as dense as a step of heat, never blank: what is little is not nothing.
std::string_view ShadeGlyph(Glyphs glyphs, uint32_t step);

// A cell of a bar that says how things are by its colour, where there are no colours: the worse the
// denser.
std::string_view StatusGlyph(Glyphs glyphs, scene::Role role);

// Text in 7 bits, each character as wide as it was: what has no likeness becomes '?'.
std::string AsciiText(std::string_view text);

// What `auto` means on a terminal with these facts.
Glyphs ChooseGlyphs(const Options& options);

}  // namespace plumb::render
