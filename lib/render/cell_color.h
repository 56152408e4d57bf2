// SPDX-License-Identifier: Apache-2.0
// Inks as the parameters of a terminal's colour sequences.
#pragma once

#include <string>

#include "scene/scene.h"
#include "system/terminal.h"

namespace plumb::render {

// Of glyphs: "38;2;0;77;204"; "" for the terminal's own colour. `depth` is not kNone.
std::string GlyphCode(const scene::Ink& ink, system::ColorDepth depth, bool dark);

// Of the ground behind glyphs, and of glyphs that go on with it: the ink as its opacity lets it
// show on the terminal's ground. `depth` is k256 or kTrue: 16 colours have no tones.
std::string ToneCode(const scene::Ink& ink, system::ColorDepth depth, bool dark, bool behind);

}  // namespace plumb::render
