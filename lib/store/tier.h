// SPDX-License-Identifier: Apache-2.0
// Tiers: rollups of samples at a coarser resolution, which stay when the samples themselves are too
// old to be kept. Time is cut into windows (t - resolution, t], t a multiple of the resolution, as
// PromQL's ranges are; of each window that has samples a few numbers are kept, each number in a
// level of segments of its own, so that a query reads only the one it needs.
#pragma once

#include <array>
#include <span>

#include "base/duration.h"
#include "model/series_source.h"
#include "store/schema.h"

namespace plumb::store {

// Numbers of a window. DO NOT CHANGE: part of the levels on disk.
enum class TierColumn : uint8_t {
  // Samples of the window as they were, at their own times. Of gauges the last one. Of counters the
  // first, the last, and the two around each drop: what grew, and how far, follows from these as it
  // did from all.
  kSamples = 0,
  // At the window's end. Of counters neither: the samples that are kept say it.
  kMin = 1,
  kMax = 2,
  kSum = 3,    // not of counters
  kCount = 4,  // how many samples there were: of every series, in every window that had some
};
inline constexpr std::array kTierColumns = {TierColumn::kSamples, TierColumn::kMin,
                                            TierColumn::kMax, TierColumn::kSum, TierColumn::kCount};

struct Tier {
  DurationMs resolution = 0;
  DurationMs period = 0;  // of a segment
  Level first = Level::kHour;

  [[nodiscard]] Level LevelOf(TierColumn column) const {
    return static_cast<Level>(static_cast<uint8_t>(first) + static_cast<uint8_t>(column));
  }
  // The end of the window that a time is in.
  [[nodiscard]] Timestamp WindowEnd(Timestamp time) const {
    const Timestamp rest = time % resolution;
    return rest > 0 ? time - rest + resolution : time - rest;
  }
};
// Finest first.
inline constexpr std::array kTiers = {
    Tier{.resolution = 5 * kMinute, .period = kDay, .first = Level::k5mSamples},
    Tier{.resolution = kHour, .period = 7 * kDay, .first = Level::k1hSamples}};

// nullptr for levels that hold samples as they were stored, and those that are not known.
const Tier* TierOf(Level level);
// nullptr if there is none of this resolution.
const Tier* FindTier(DurationMs resolution);

// Of all tiers, in the order in which to take something away: what has no count any more is not
// read, and the next tier is.
std::span<const Level> TierLevels();

inline bool IsRaw(Level level) {
  return level == Level::kHour || level == Level::kDay;
}

}  // namespace plumb::store
