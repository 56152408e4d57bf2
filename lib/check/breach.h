// SPDX-License-Identifier: Apache-2.0
// An element that does not keep to its comparison: by how much, and in words.
#pragma once

#include <optional>
#include <string>

#include "check/expectation.h"

namespace plumb::check {

struct Breach {
  promql::BinaryOp op = promql::BinaryOp::kEqual;
  double value = 0;
  std::optional<double> threshold;  // absent: there was nothing to compare with
};

// How far off it is, and that as a share of the threshold. Infinite where there is no number to
// say it: NaN, nothing to compare with; the share also for a threshold of 0.
struct Distance {
  double absolute = 0;
  double share = 0;
};
Distance DistanceOf(const Breach& breach);

// How numbers are written: as they are, or as the durations that they are compared with (`26h`).
enum class NumberStyle { kPlain, kDuration };
NumberStyle StyleOf(const Side& threshold);

// "is 0.31, expected < 0.3: over by 0.01 (3.3 %)"; "was" for `past`.
std::string Words(const Breach& breach, NumberStyle style, std::string_view verb);

}  // namespace plumb::check
