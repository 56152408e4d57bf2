// SPDX-License-Identifier: Apache-2.0
// What is known of the terminal, read once at the start of a tool and passed on as facts.
#pragma once

#include <cstddef>
#include <string_view>

namespace plumb::system {

enum class ColorDepth { kNone, k16, k256, kTrue };

struct Terminal {
  bool stdin_tty = false;
  bool stdout_tty = false;
  bool stderr_tty = false;
  size_t width = 80;     // of standard output; $COLUMNS, then the terminal, then 80
  size_t height = 24;    // $LINES, then the terminal, then 24
  bool utf8 = true;      // LC_ALL, LC_CTYPE, LANG name UTF-8
  bool console = false;  // TERM=linux: no braille or sextant glyphs in its font
  // Of standard output: NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE; else COLORTERM, TERM; none if it is
  // not a tty.
  ColorDepth color = ColorDepth::kNone;
  bool dark = true;               // background by COLORFGBG; dark if unknown
  bool background_known = false;  // COLORFGBG says it; else the terminal can be asked
};

enum class ColorWish { kAuto, kAlways, kNever };

// Reads the environment and the descriptors 0, 1, 2.
Terminal DetectTerminal();
// The depth after --color; kAlways gives at least 16 colours, more where the environment says so.
ColorDepth ChooseColor(const Terminal& terminal, ColorWish wish);

}  // namespace plumb::system
