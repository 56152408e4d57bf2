#include "scene/palette.h"

#include <array>
#include <cstddef>

#include "scene/heat.h"

namespace plumb::scene {
namespace {

// What a role looks like on light, on dark and on unknown ground.
using Colors = std::array<uint32_t, 3>;

// Found by annealing for the largest least distance between any two, for normal sight and the three
// colour blindnesses (Machado 2009), at 3:1 contrast at least on white and on #111217; then put in
// an order in which the first n are far apart for every n. The least distances of the first 2, 3,
// ... 8 in OKLab x 100: 31, 27, 16, 15, 14, 14, 13 for light, 32, 20, 15, 15, 13, 13, 13 for dark,
// 32, 11, 10, 10, 10, 9, 9 for unknown ground. On dark ground the two that a thin line makes hard
// to see come last.
constexpr std::array<Colors, kSeriesColors> kSeries = {{{0x004dcc, 0x69ffc8, 0x5476ff},
                                                        {0xd87c17, 0xad68fa, 0xff5b11},
                                                        {0x6e0000, 0xff6c14, 0x097159},
                                                        {0x283161, 0xf9ce16, 0x8341c4},
                                                        {0x41a1a0, 0x0caf9a, 0xb94992},
                                                        {0x80547c, 0xa6c0ff, 0xa882d2},
                                                        {0xab70ff, 0x266a98, 0xbf7d78},
                                                        {0xc80009, 0x9c5216, 0xc90c2e}}};

// No colour has 4.5:1 on both white and #111217: a text on unknown ground has 4:1, which is the
// middle.
Colors ColorsOf(Role role) {
  switch (role) {
    case Role::kBackground:
      return {0xffffff, 0x111217, 0xffffff};
    case Role::kText:
      return {0x1f2328, 0xe6e8ec, 0x757b84};
    case Role::kMuted:
      return {0x5f6670, 0x9aa1ab, 0x797f88};
    case Role::kGrid:
      return {0xe9ebee, 0x24262d, 0x8a9099};
    case Role::kAxis:
      return {0xaab0b8, 0x555b66, 0x868d97};
    case Role::kGood:
      return {0x1a7f37, 0x3fb950, 0x2b8a45};
    case Role::kWarning:
      return {0x9a6700, 0xe3b341, 0xa97500};
    case Role::kCritical:
      return {0xcf222e, 0xff6a69, 0xe5383f};
    case Role::kSeries:
    case Role::kHeat:
    case Role::kExact:
      break;
  }
  return {};
}

}  // namespace

Rgb ColorOf(const Ink& ink, Ground ground) {
  if (ink.role == Role::kExact) return FromHex(ink.number);
  if (ink.role == Role::kHeat) return HeatColor(ink.number);
  const auto column = static_cast<size_t>(ground);
  if (ink.role == Role::kSeries) return FromHex(kSeries[ink.number % kSeriesColors][column]);
  return FromHex(ColorsOf(ink.role)[column]);
}

double OpacityOf(const Ink& ink, Ground ground) {
  constexpr double kFaint = 0.3;
  return ink.role == Role::kGrid && ground == Ground::kUnknown ? ink.opacity * kFaint : ink.opacity;
}

}  // namespace plumb::scene
