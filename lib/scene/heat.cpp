#include "scene/heat.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "scene/scene.h"

namespace plumb::scene {
namespace {

// Every sixteenth of viridis' 256 colours (van der Walt and Smith 2015, CC0); straight lines
// between them differ from the others by one or two.
constexpr std::array<uint32_t, 17> kAnchors = {
    0x440154, 0x481a6c, 0x472f7d, 0x414487, 0x39568c, 0x31688e, 0x2a788e, 0x23888e, 0x1f988b,
    0x22a884, 0x35b779, 0x54c568, 0x7ad151, 0xa5db36, 0xd2e21b, 0xf1e51d, 0xfde725};

uint8_t Between(uint8_t low, uint8_t high, double part) {
  return static_cast<uint8_t>(std::lround(low + (high - low) * part));
}

}  // namespace

Rgb HeatColor(uint32_t step) {
  const double last = kHeatSteps - 1;
  const double at = std::min<double>(step, last) / last * (kAnchors.size() - 1);
  const auto below = std::min(static_cast<size_t>(at), kAnchors.size() - 2);
  const double part = at - static_cast<double>(below);
  const Rgb low = FromHex(kAnchors[below]);
  const Rgb high = FromHex(kAnchors[below + 1]);
  return {Between(low.red, high.red, part), Between(low.green, high.green, part),
          Between(low.blue, high.blue, part)};
}

}  // namespace plumb::scene
