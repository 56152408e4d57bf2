// SPDX-License-Identifier: Apache-2.0
// Round steps and ticks of a value axis. What is round depends on the unit: 512 MiB, 15 min, 25 %.
#pragma once

#include <vector>

namespace plumb::scene {

enum class Ladder {
  kDecimal,  // 1, 2, 5 x 10^k
  kPercent,  // as kDecimal, with quarters: 20, 25, 50 %
  kBinary,   // powers of two: 1, 2, 4 ... 512 x 1024^k; below one unit 0.5, 0.25, then decimal
  kSeconds,  // 1, 2, 5, 10, 15, 30 s and min; 1, 2, 3, 6, 12 h; 1, 2, 7 d; decimal below and beyond
};

// What is counted in steps. `unit` is how much 1 of the ladder is in values of the axis: an axis in
// milliseconds has 1000 for kSeconds, one in kibibytes whose labels are in GiB 1024^2 for kBinary.
struct LadderSpec {
  Ladder ladder = Ladder::kDecimal;
  double unit = 1;
};

// The smallest step of the ladder that is at least `at_least`.
// REQUIRES: 0 < at_least, finite
double NiceStep(const LadderSpec& spec, double at_least);

// How many whole steps `value` is, down or up; a rounding error short of a step is none.
// REQUIRES: 0 < step
double FloorSteps(double value, double step);
double CeilSteps(double value, double step);

// The multiples of `step` in [low, high], free of the noise of adding (0.3, not
// 0.30000000000000004). REQUIRES: 0 < step, low <= high; at most kMaxTicks are given.
inline constexpr int kMaxTicks = 1000;
std::vector<double> TicksAt(double step, double low, double high);

// Powers of ten in [low, high], every n-th of them when they are more than `most`; with 2 and 5
// times each when only few decades are in sight. REQUIRES: 0 < low < high, most >= 2
std::vector<double> LogTicks(double low, double high, int most);

// Seconds that are round on a logarithmic axis: 1, 10 s, 1, 10 min, 1, 10 h, a day, a week
// and decades of years; where only few are in sight with 2, 5, 30 s and the like between them.
// `unit` is how much a second is in values of the axis. REQUIRES: 0 < low < high, most >= 2
std::vector<double> SecondsLogTicks(double unit, double low, double high, int most);
// The nearest of the coarse ones that is not above, or not below. REQUIRES: 0 < value
double FloorSeconds(double unit, double value);
double CeilSeconds(double unit, double value);

// As LogTicks with powers of two; where they are more than `most`, every second, fifth or tenth, so
// that those of bytes are at KiB, MiB, GiB.
std::vector<double> BinaryLogTicks(double low, double high, int most);

// Of a scale that is linear up to `linear` around zero: zero, and powers of ten on both sides from
// there on, every n-th of them so that they are no more than `most`.
// REQUIRES: low < high, linear > 0, most >= 2
std::vector<double> SymlogTicks(double linear, double low, double high, int most);

}  // namespace plumb::scene
