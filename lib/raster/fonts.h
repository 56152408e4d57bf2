// SPDX-License-Identifier: Apache-2.0
// The fonts of pictures, taken from their files: which one a machine would choose for itself, and
// the 22 ms that asking takes, stay out of it.
#pragma once

#include <cairo.h>

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace plumb::raster {

// A glyph as it is drawn at size 1.
struct Glyph {
  cairo_font_face_t* face = nullptr;
  unsigned long index = 0;
  double x = 0;  // from the beginning of the text
};

struct GlyphRun {
  std::vector<Glyph> glyphs;
  double width = 0;
};

// DejaVu Sans, regular and bold; for characters that it lacks whatever usual font of wide coverage
// is installed, else DejaVu's box. Not thread-safe.
class Fonts {
 public:
  // Fails with Exit::kOutside, and the package to install, if DejaVu is not there. It is looked for
  // in $PLUMB_FONTS alone if that is set, else where distributions put it.
  static Result<std::unique_ptr<Fonts>> Load();
  virtual ~Fonts() = default;

  // Characters one after the other in the order of the text; marks that combine keep their place
  // over the one before. The faces live as long as this.
  virtual GlyphRun Lay(std::string_view text, bool bold) = 0;
};

}  // namespace plumb::raster
