#include "scene/dash.h"

#include <array>
#include <cstddef>

namespace plumb::scene {

std::span<const double> DashOf(int number) {
  static constexpr std::array<double, 2> kDashed = {6, 4};
  static constexpr std::array<double, 2> kDotted = {1, 4};
  static constexpr std::array<double, 4> kDashDot = {9, 3.5, 1, 3.5};
  static constexpr std::array<double, 2> kShort = {3, 3};
  static constexpr std::array<double, 6> kTwoDots = {12, 4, 3, 4, 3, 4};
  static constexpr std::array<std::span<const double>, 6> kPatterns = {
      {{}, kDashed, kDotted, kDashDot, kShort, kTwoDots}};
  return kPatterns[static_cast<size_t>(number < 0 ? 0 : number) % kPatterns.size()];
}

}  // namespace plumb::scene
