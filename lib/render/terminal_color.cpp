#include "render/terminal_color.h"

#include <array>
#include <cstddef>

#include "scene/palette.h"

namespace plumb::render {
namespace {

using scene::Rgb;

// xterm's defaults.
constexpr std::array<uint32_t, 16> kAnsi = {
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
    0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
constexpr std::array<uint8_t, 6> kCube = {0, 95, 135, 175, 215, 255};
constexpr int kCubeFirst = 16;
constexpr int kGreyFirst = 232;

Rgb Xterm(int number) {
  if (number >= kGreyFirst) {
    const auto grey = static_cast<uint8_t>(8 + 10 * (number - kGreyFirst));
    return {grey, grey, grey};
  }
  const int cube = number - kCubeFirst;
  return {kCube[static_cast<size_t>(cube / 36)], kCube[static_cast<size_t>(cube / 6 % 6)],
          kCube[static_cast<size_t>(cube % 6)]};
}

}  // namespace

int Nearest256(Rgb color, double lightness) {
  const auto weighed = [lightness](Rgb each) {
    scene::OkLab lab = ToOkLab(each);
    lab.lightness *= lightness;
    return lab;
  };
  const scene::OkLab wanted = weighed(color);
  int best = kCubeFirst;
  double least = 1e9;
  for (int number = kCubeFirst; number < 256; ++number) {
    const double distance = Distance(wanted, weighed(Xterm(number)));
    if (distance >= least) continue;
    least = distance;
    best = number;
  }
  return best;
}

Rgb Ansi16(int number) {
  return scene::FromHex(kAnsi[static_cast<size_t>(number & 15)]);
}

int AnsiSeriesCode(uint32_t series, bool dark) {
  // Black, white and the greys are ground or text.
  constexpr std::array<int, 12> kHues = {1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14};
  const scene::Ground ground = dark ? scene::Ground::kDark : scene::Ground::kLight;
  std::array<bool, 16> taken{};
  int chosen = kHues.front();
  for (uint32_t each = 0; each <= series % scene::kSeriesColors; ++each) {
    const scene::OkLab wanted = ToOkLab(ColorOf({scene::Role::kSeries, each}, ground));
    double least = 1e9;
    for (const int hue : kHues) {
      const double distance = Distance(wanted, ToOkLab(Ansi16(hue)));
      if (taken[static_cast<size_t>(hue)] || distance >= least) continue;
      least = distance;
      chosen = hue;
    }
    taken[static_cast<size_t>(chosen)] = true;
  }
  constexpr int kNormal = 30;
  constexpr int kBright = 90 - 8;
  return chosen < 8 ? kNormal + chosen : kBright + chosen;
}

}  // namespace plumb::render
