// SPDX-License-Identifier: Apache-2.0
// Scenes to bytes: the table of outputs, and what they can be told.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scene/palette.h"
#include "scene/scene.h"
#include "scene/text_width.h"
#include "system/terminal.h"

namespace plumb::render {

enum class Theme {
  kAuto,  // by the reader's preference (SVG), by the background (terminal), light (pixels and
          // pages)
  kLight,
  kDark,
  kBoth,  // no ground of its own; colours that can be read on light and on dark
};
enum class Glyphs {
  kAuto,
  kBraille,   // 2 x 4 dots a cell
  kOctant,    // 2 x 4 blocks a cell: Unicode 16, which few fonts have
  kSextant,   // 2 x 3 blocks a cell: Unicode 13
  kQuadrant,  // 2 x 2 blocks a cell
  kBlock,     // half blocks, 1 x 2 a cell
  kAscii,     // 7 bits, 1 x 3 a cell: ' - .
};

struct Options {
  Theme theme = Theme::kAuto;
  double scale = 1;  // pixels a unit of the scene, where there are pixels
  Glyphs glyphs = Glyphs::kAuto;
  system::ColorDepth color = system::ColorDepth::kNone;
  // What is known of the terminal, for what is `auto` above.
  bool utf8 = true;
  bool console = false;
  bool dark = true;
};

// What a theme means for pictures that cannot ask who looks at them.
scene::Ground GroundOf(Theme theme);

// One output. Adding one is one file in types/ that ends in its row.
struct OutputType {
  std::string_view name;            // "svg"
  std::string_view extension = {};  // of files: ".svg"; "" if it is for screens
  std::string_view help;
  scene::Medium medium = scene::Medium::kPicture;  // what its scenes must be laid out for
  bool binary = false;                             // bytes that no terminal should be sent
  // The same scene and options give the same bytes.
  Result<std::string> (*render)(const scene::Scene& scene, const Options& options) = nullptr;
};

std::span<const OutputType* const> OutputTypes();
// nullptr if there is none of this name.
const OutputType* FindOutput(std::string_view name);

// What `-o` names: an output and, if it is a file, its path.
struct Destination {
  const OutputType* type = nullptr;
  std::string path;  // "": standard output
};

// Reads `svg`, `cpu.svg`, `./cpu`, `svg=cpu.out`: a word with `.` or `/` is a file whose extension
// names the output; `OUTPUT=FILE` forces it; `OUTPUT=-` is standard output. "" is the terminal.
Result<Destination> ParseDestination(std::string_view text);

}  // namespace plumb::render
