#include "render/cell_color.h"

#include "fmt/format.h"
#include "render/terminal_color.h"
#include "scene/palette.h"

namespace plumb::render {
namespace {

using scene::Role;

scene::Ground GroundOf(bool dark) {
  return dark ? scene::Ground::kDark : scene::Ground::kLight;
}

std::string Code(scene::Rgb color, system::ColorDepth depth, int first, double lightness = 1) {
  if (depth == system::ColorDepth::k256)
    return fmt::format("{};5;{}", first, Nearest256(color, lightness));
  return fmt::format("{};2;{};{};{}", first, color.red, color.green, color.blue);
}

constexpr int kGlyph = 38;
constexpr int kBehind = 48;

std::string SixteenCode(const scene::Ink& ink, bool dark) {
  constexpr int kGrey = 90;
  switch (ink.role) {
    case Role::kSeries:
      return fmt::format("{}", AnsiSeriesCode(ink.number, dark));
    case Role::kGood:
      return "32";
    case Role::kWarning:
      return "33";
    case Role::kCritical:
      return "31";
    case Role::kHeat:
    case Role::kExact:
      return "";
    default:
      return fmt::format("{}", kGrey);
  }
}

}  // namespace

std::string GlyphCode(const scene::Ink& ink, system::ColorDepth depth, bool dark) {
  if (ink.role == Role::kText) return "";
  if (depth == system::ColorDepth::k16) return SixteenCode(ink, dark);
  return Code(ColorOf(ink, GroundOf(dark)), depth, kGlyph);
}

std::string ToneCode(const scene::Ink& ink, system::ColorDepth depth, bool dark, bool behind) {
  const scene::Rgb color = ColorOf(ink, GroundOf(dark));
  const scene::Rgb ground = ColorOf({Role::kBackground}, GroundOf(dark));
  // How dark a tone is matters less than whose it is.
  constexpr double kLightness = 0.4;
  return Code(Blend(color, ground, ink.opacity), depth, behind ? kBehind : kGlyph, kLightness);
}

}  // namespace plumb::render
