#include "render/color.h"

#include <array>
#include <cmath>

#include "fmt/format.h"

namespace plumb::render {
namespace {

// xterm's defaults.
constexpr std::array<uint32_t, 16> kAnsi = {
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
    0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
constexpr std::array<uint8_t, 6> kCube = {0, 95, 135, 175, 215, 255};

double Linear(uint8_t channel) {
  const double c = channel / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

Rgb Xterm(int number) {
  if (number < 16) return Ansi16(number);
  if (number >= 232) {
    const auto grey = static_cast<uint8_t>(8 + 10 * (number - 232));
    return {grey, grey, grey};
  }
  const int cube = number - 16;
  return {kCube[static_cast<size_t>(cube / 36)], kCube[static_cast<size_t>(cube / 6 % 6)],
          kCube[static_cast<size_t>(cube % 6)]};
}

}  // namespace

std::string HexText(Rgb color) {
  return fmt::format("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue);
}

OkLab ToOkLab(Rgb color) {
  const double r = Linear(color.red);
  const double g = Linear(color.green);
  const double b = Linear(color.blue);
  const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
          1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
          0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

double Distance(const OkLab& x, const OkLab& y) {
  return std::hypot(x.lightness - y.lightness, x.a - y.a, x.b - y.b);
}

int Nearest256(Rgb color) {
  const OkLab wanted = ToOkLab(color);
  int best = 16;
  double least = 1e9;
  for (int number = 16; number < 256; ++number) {
    const double distance = Distance(wanted, ToOkLab(Xterm(number)));
    if (distance >= least) continue;
    least = distance;
    best = number;
  }
  return best;
}

Rgb Ansi16(int number) {
  return FromHex(kAnsi[static_cast<size_t>(number & 15)]);
}

}  // namespace plumb::render
