// SPDX-License-Identifier: Apache-2.0
// The nearest colours that a terminal has, by OKLab.
#pragma once

#include <cstdint>

#include "scene/color.h"

namespace plumb::render {

// Number of the nearest colour of xterm's 256, of the cube and the grey ramp (16..255): the first
// 16 are whatever a user has made of them. With `lightness` below 1 a difference in lightness
// counts that part of one in hue: dark tones keep their hue, for which the cube has few dark
// places.
int Nearest256(scene::Rgb color, double lightness = 1);

// The usual value of one of the 16 ANSI colours, 0..15.
scene::Rgb Ansi16(int number);

// The number of a series' ANSI colour, 30..37 or 90..97: the nearest ones, all eight different.
int AnsiSeriesCode(uint32_t series, bool dark);

}  // namespace plumb::render
