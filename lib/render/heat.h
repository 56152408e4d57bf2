// SPDX-License-Identifier: Apache-2.0
// The scale from little to much: a colour a step, and shades for terminals without colours.
#pragma once

#include <cstdint>
#include <string_view>

#include "render/color.h"
#include "render/output.h"

namespace plumb::render {

// Viridis, which grows lighter all the way, for those who see no hues as well. The same on light
// and dark ground. Steps beyond the last are the last.
Rgb HeatColor(uint32_t step);

// A cell as dense as the step, never blank: what is little is not nothing. `glyphs` is not kAuto.
std::string_view ShadeGlyph(Glyphs glyphs, uint32_t step);

}  // namespace plumb::render
