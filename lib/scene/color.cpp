#include "scene/color.h"

#include <cmath>

#include "fmt/format.h"

namespace plumb::scene {
namespace {

double Linear(uint8_t channel) {
  const double c = channel / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
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

Rgb Blend(Rgb over, Rgb ground, double part) {
  const auto mix = [part](uint8_t above, uint8_t below) {
    return static_cast<uint8_t>(std::lround(above * part + below * (1 - part)));
  };
  return {mix(over.red, ground.red), mix(over.green, ground.green), mix(over.blue, ground.blue)};
}

}  // namespace plumb::scene
