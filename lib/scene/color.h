// SPDX-License-Identifier: Apache-2.0
// Colours as numbers, and how far apart two look.
#pragma once

#include <cstdint>
#include <string>

namespace plumb::scene {

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

// `part` of `over` on the rest of `ground`, as an opacity of that much shows it.
Rgb Blend(Rgb over, Rgb ground, double part);

}  // namespace plumb::scene
