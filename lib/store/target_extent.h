// SPDX-License-Identifier: Apache-2.0
// From when to when a target has samples, and how far apart they are, from a few keys.
#pragma once

#include <optional>

#include "model/series_source.h"
#include "store/snapshot.h"
#include "store/tier.h"

namespace plumb::store {

// REQUIRES of all: snapshot.mutex is held

// Times of the oldest and newest sample, rollups aside; nullopt if the target has none.
Result<std::optional<model::Extent>> FindTargetExtent(Snapshot& snapshot, TargetId target,
                                                      bool spread);

// Whether the target has a sample in the range, or one of a row that reaches into it.
Result<bool> HasSamplesIn(const StoreState& state, TargetId target, bool spread,
                          model::TimeRange range);

// The usual distance of a target's last rows up to `until`, whether they are rows still or lie in
// segments: the median of a few; 0 if there is one only.
Result<DurationMs> FindInterval(const StoreState& state, TargetId target, bool spread,
                                Timestamp until);

// When the windows end that a tier has of a target, by the starts and ends of its periods; nullopt
// if it has none.
Result<std::optional<model::TimeRange>> FindTierEnds(const StoreState& state, const Tier& tier,
                                                     TargetId target);

}  // namespace plumb::store
