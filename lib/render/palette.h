// SPDX-License-Identifier: Apache-2.0
// The colours that stand for roles, on light and on dark ground.
#pragma once

#include "render/color.h"
#include "scene/scene.h"

namespace plumb::render {

// The colour of an ink; its opacity is not in it.
Rgb ColorOf(const scene::Ink& ink, bool dark);

// The number of a series' ANSI colour, 30..37 or 90..97: the nearest ones, all eight different.
int AnsiSeriesCode(uint32_t series, bool dark);

}  // namespace plumb::render
