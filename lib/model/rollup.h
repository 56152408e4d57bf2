// SPDX-License-Identifier: Apache-2.0
// What is left of samples that are too old to be kept: a few numbers of each window (t -
// resolution, t] that had some.
#pragma once

#include "base/duration.h"
#include "base/time_zone.h"

namespace plumb::model {

// Samples up to `until` are rollups of this resolution.
struct RollupSpan {
  DurationMs resolution = 0;
  Timestamp until = 0;
  bool operator==(const RollupSpan&) const = default;
};

// What is to stand for the samples of a window where only rollups are left. With kGrowth,
// kSum and kCount come weights: how many samples each value stands for.
enum class RollupValue {
  kSamples,  // some of the samples as they were: the last one at least
  kGrowth,   // the same; what a counter grew between the first and the last is as with all of them
  kMin,
  kMax,
  kSum,
  kCount,
};

}  // namespace plumb::model
