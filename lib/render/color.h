// SPDX-License-Identifier: Apache-2.0
// Colours as numbers, and the nearest one a terminal has.
#pragma once

#include <cstdint>
#include <string>

namespace plumb::render {

struct Rgb {
  uint8_t red = 0;
  uint8_t green = 0;
  uint8_t blue = 0;
  bool operator==(const Rgb&) const = default;
};

constexpr Rgb FromHex(uint32_t hex) {
  return {static_cast<uint8_t>(hex >> 16 & 255), static_cast<uint8_t>(hex >> 8 & 255),
          static_cast<uint8_t>(hex & 255)};
}

std::string HexText(Rgb color);  // "#41a1a0"

// OKLab, where equal distances look equal (Ottosson 2020).
struct OkLab {
  double lightness = 0;
  double a = 0;
  double b = 0;
};
OkLab ToOkLab(Rgb color);
double Distance(const OkLab& x, const OkLab& y);

// Number of the nearest colour of xterm's 256, of the cube and the grey ramp (16..255): the first
// 16 are whatever a user has made of them.
int Nearest256(Rgb color);

// The usual value of one of the 16 ANSI colours, 0..15.
Rgb Ansi16(int number);

}  // namespace plumb::render
