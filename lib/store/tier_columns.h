// SPDX-License-Identifier: Apache-2.0
// Reads tiers as columns of samples.
#pragma once

#include <span>
#include <vector>

#include "model/series_source.h"
#include "store/snapshot.h"
#include "store/tier.h"

namespace plumb::store {

// What a tier has of the series under these targets, as `value` says: samples in the range at their
// own times, other numbers at the ends of windows that lie in it. Of a counter, which has no
// others, samples stand for these too: its minimum and maximum are among them; for its sum, samples
// times weights are an estimate. Takes the snapshot's mutex. REQUIRES: series ascending
Result<std::vector<model::SampleColumn>> ReadTier(Snapshot& snapshot, const Tier& tier,
                                                  model::RollupValue value,
                                                  std::span<const TargetId> targets,
                                                  std::span<const SeriesId> series,
                                                  model::TimeRange range);

}  // namespace plumb::store
