#include "render/palette.h"

#include <array>

#include "render/heat.h"

namespace plumb::render {
namespace {

using scene::Role;

// Found by annealing for the largest least distance between any two, for normal sight and the three
// colour blindnesses (Machado 2009), at 3:1 contrast at least on white and on #111217; then put in
// that order in which the first n are furthest apart for every n: 31, 27, 16, 15, 14, 14, 13 in
// OKLab x 100 for light, 40, 22, 16, 15, 15, 15, 13 for dark.
constexpr std::array<uint32_t, scene::kSeriesColors> kLight = {
    0x004dcc, 0xd87c17, 0x6e0000, 0x283161, 0x41a1a0, 0x80547c, 0xab70ff, 0xc80009};
constexpr std::array<uint32_t, scene::kSeriesColors> kDark = {
    0x69ffc8, 0x266a98, 0xff6c14, 0xad68fa, 0x0caf9a, 0xf9ce16, 0x9c5216, 0xa6c0ff};

struct Pair {
  uint32_t light;
  uint32_t dark;
};

Pair PairOf(Role role) {
  switch (role) {
    case Role::kBackground:
      return {0xffffff, 0x111217};
    case Role::kText:
      return {0x1f2328, 0xe6e8ec};
    case Role::kMuted:
      return {0x5f6670, 0x9aa1ab};
    case Role::kGrid:
      return {0xe9ebee, 0x24262d};
    case Role::kAxis:
      return {0xaab0b8, 0x555b66};
    case Role::kGood:
      return {0x1a7f37, 0x3fb950};
    case Role::kWarning:
      return {0x9a6700, 0xe3b341};
    case Role::kCritical:
      return {0xcf222e, 0xff6a69};
    case Role::kSeries:
    case Role::kHeat:
    case Role::kExact:
      break;
  }
  return {0, 0};
}

}  // namespace

Rgb ColorOf(const scene::Ink& ink, bool dark) {
  if (ink.role == Role::kExact) return FromHex(ink.number);
  if (ink.role == Role::kSeries)
    return FromHex((dark ? kDark : kLight)[ink.number % scene::kSeriesColors]);
  if (ink.role == Role::kHeat) return HeatColor(ink.number);
  const Pair pair = PairOf(ink.role);
  return FromHex(dark ? pair.dark : pair.light);
}

int AnsiSeriesCode(uint32_t series, bool dark) {
  // Black, white and the greys are ground or text.
  constexpr std::array<int, 12> kHues = {1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14};
  std::array<bool, 16> taken{};
  int chosen = kHues.front();
  for (uint32_t each = 0; each <= series % scene::kSeriesColors; ++each) {
    const OkLab wanted = ToOkLab(ColorOf({Role::kSeries, each}, dark));
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
