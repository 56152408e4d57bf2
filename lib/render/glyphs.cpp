#include "render/glyphs.h"

#include <algorithm>
#include <array>

#include "scene/scene.h"
#include "text/utf8.h"

namespace plumb::render {
namespace {

// U+2800 numbers the dots of a cell column by column, the lowest row last (ISO/TR 11548-1).
constexpr std::array<unsigned, 8> kBrailleDots = {0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80};

std::string Braille(unsigned bits) {
  char32_t point = 0x2800;
  for (size_t i = 0; i < kBrailleDots.size(); ++i)
    if ((bits >> i & 1) != 0) point += kBrailleDots[i];
  std::string out;
  text::AppendUtf8(out, point);
  return out;
}

std::string Quadrant(unsigned bits) {
  constexpr std::array<const char*, 16> kQuadrants = {" ", "▘", "▝", "▀", "▖", "▌", "▞", "▛",
                                                      "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█"};
  return kQuadrants[bits & 15];
}

// U+1FB00 numbers sextants as we do, without the four that were there before.
std::string Sextant(unsigned bits) {
  constexpr unsigned kLeftHalf = 0b010101;
  constexpr unsigned kRightHalf = 0b101010;
  constexpr unsigned kFull = 0b111111;
  if (bits == 0) return " ";
  if (bits == kLeftHalf) return "▌";
  if (bits == kRightHalf) return "▐";
  if (bits == kFull) return "█";
  const unsigned before = (bits > kLeftHalf ? 1u : 0u) + (bits > kRightHalf ? 1u : 0u);
  std::string out;
  text::AppendUtf8(out, 0x1fb00 + bits - 1 - before);
  return out;
}

// Octants that Unicode had before it had octants, by their bits: quadrants, quarters and halves of
// quarters. U+1CD00 numbers the others in the order of their bits.
struct Older {
  unsigned bits;
  char32_t point;
};
constexpr std::array<Older, 26> kOlder = {{
    {0x00, U' '}, {0x01, 0x1cea8}, {0x02, 0x1ceab}, {0x03, 0x1fb82}, {0x05, U'▘'},    {0x0a, U'▝'},
    {0x0f, U'▀'}, {0x14, 0x1fbe6}, {0x28, 0x1fbe7}, {0x3f, 0x1fb85}, {0x40, 0x1cea3}, {0x50, U'▖'},
    {0x55, U'▌'}, {0x5a, U'▞'},    {0x5f, U'▛'},    {0x80, 0x1cea0}, {0xa0, U'▗'},    {0xa5, U'▚'},
    {0xaa, U'▐'}, {0xaf, U'▜'},    {0xc0, U'▂'},    {0xf0, U'▄'},    {0xf5, U'▙'},    {0xfa, U'▟'},
    {0xfc, U'▆'}, {0xff, U'█'},
}};

std::string Octant(unsigned bits) {
  char32_t point = 0x1cd00 + bits;
  for (const Older& older : kOlder) {
    if (older.bits < bits) --point;
    if (older.bits == bits) {
      point = older.point;
      break;
    }
  }
  std::string out;
  text::AppendUtf8(out, point);
  return out;
}

}  // namespace

DotShape DotShapeOf(Glyphs glyphs) {
  if (glyphs == Glyphs::kSextant) return {2, 3};
  if (glyphs == Glyphs::kQuadrant) return {2, 2};
  if (glyphs == Glyphs::kBlock) return {1, 2};
  if (glyphs == Glyphs::kAscii) return {1, 3};
  return {2, 4};
}

std::string DotGlyph(Glyphs glyphs, unsigned bits) {
  constexpr std::array<const char*, 4> kHalves = {" ", "▀", "▄", "█"};
  constexpr std::array<const char*, 8> kThirds = {" ", "'", "-", "'", ".", "|", ".", "|"};
  if (glyphs == Glyphs::kOctant) return Octant(bits & 255);
  if (glyphs == Glyphs::kSextant) return Sextant(bits & 63);
  if (glyphs == Glyphs::kQuadrant) return Quadrant(bits);
  if (glyphs == Glyphs::kBlock) return kHalves[bits & 3];
  if (glyphs == Glyphs::kAscii) return kThirds[bits & 7];
  return Braille(bits);
}

std::string_view BoxGlyph(Glyphs glyphs, unsigned bits) {
  constexpr std::array<std::string_view, 16> kBox = {" ", "╵", "╷", "│", "╴", "┘", "┐", "┤",
                                                     "╶", "└", "┌", "├", "─", "┴", "┬", "┼"};
  if (glyphs != Glyphs::kAscii) return kBox[bits & 15];
  const bool vertical = (bits & (kUp | kDown)) != 0;
  const bool horizontal = (bits & (kLeft | kRight)) != 0;
  if (vertical && horizontal) return "+";
  return vertical ? "|" : "-";
}

std::string_view GridGlyph(Glyphs glyphs) {
  if (glyphs == Glyphs::kAscii) return "";
  return glyphs == Glyphs::kBlock ? "·" : "┈";
}

std::string_view BarGlyph(Glyphs glyphs, int eighths) {
  constexpr std::array<std::string_view, 9> kEighths = {" ", "▏", "▎", "▍", "▌",
                                                        "▋", "▊", "▉", "█"};
  if (glyphs == Glyphs::kAscii) return eighths >= 4 ? "#" : "|";
  return kEighths[static_cast<size_t>(eighths)];
}

std::string_view ColumnGlyph(Glyphs glyphs, int eighths) {
  constexpr std::array<std::string_view, 9> kEighths = {" ", "▁", "▂", "▃", "▄",
                                                        "▅", "▆", "▇", "█"};
  if (glyphs == Glyphs::kAscii) return eighths > 4 ? "#" : "_";
  // The Linux console's fonts have no eighths.
  if (glyphs == Glyphs::kBlock) return eighths > 4 ? "█" : "▄";
  return kEighths[static_cast<size_t>(eighths)];
}

std::string_view ShadeGlyph(Glyphs glyphs, uint32_t step) {
  constexpr std::array<std::string_view, 5> kBlocks = {"·", "░", "▒", "▓", "█"};
  constexpr std::string_view kAscii = ".:-=+*#%@";
  const uint32_t known = std::min(step, scene::kHeatSteps - 1);
  if (glyphs == Glyphs::kAscii) return kAscii.substr(known * kAscii.size() / scene::kHeatSteps, 1);
  return kBlocks[known * kBlocks.size() / scene::kHeatSteps];
}

std::string_view StatusGlyph(Glyphs glyphs, scene::Role role) {
  const bool ascii = glyphs == Glyphs::kAscii;
  if (role == scene::Role::kGood) return ascii ? "=" : "░";
  if (role == scene::Role::kWarning) return ascii ? "%" : "▒";
  return ascii ? "#" : "█";
}

std::string AsciiText(std::string_view text) {
  struct Likeness {
    char32_t point;
    char ascii;
  };
  constexpr std::array<Likeness, 8> kLikenesses = {{{U'…', '~'},
                                                    {U'µ', 'u'},
                                                    {U'μ', 'u'},
                                                    {U'²', '2'},
                                                    {U'³', '3'},
                                                    {U'·', '.'},
                                                    {U'▲', '^'},
                                                    {U'▼', 'v'}}};
  std::string out;
  for (size_t position = 0; position < text.size();) {
    const size_t begin = position;
    const char32_t point = text::DecodeUtf8(text, position);
    if (point >= 0x20 && point < 0x7f) {
      out += static_cast<char>(point);
      continue;
    }
    const size_t width = text::DisplayWidth(text.substr(begin, position - begin));
    if (width == 0) continue;
    char ascii = '?';
    for (const Likeness& likeness : kLikenesses)
      if (likeness.point == point) ascii = likeness.ascii;
    out.append(width, ascii);
  }
  return out;
}

Glyphs ChooseGlyphs(const Options& options) {
  if (options.glyphs != Glyphs::kAuto) return options.glyphs;
  if (!options.utf8) return Glyphs::kAscii;
  // The Linux console's fonts have blocks but no braille.
  return options.console ? Glyphs::kBlock : Glyphs::kBraille;
}

}  // namespace plumb::render
