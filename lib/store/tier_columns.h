// SPDX-License-Identifier: Apache-2.0
// Reads tiers as columns of samples, and joins them with finer ones.
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

// Up to when a coarser tier may add to a column, which was read from at least the length of one of
// its windows before the range on: to the hour in which the column begins, since what is let go, is
// so by whole hours. `window`: of the column's own points, 0 for samples. `otherwise` if it is
// empty.
Timestamp JoinBefore(const model::SampleColumn& column, DurationMs window, Timestamp otherwise);

// What of `coarse` is not later than `until`, then `fine`; of a time that both have the first,
// which includes the second. Neither is trimmed otherwise.
model::SampleColumn Join(const model::SampleColumn& coarse, Timestamp until,
                         const model::SampleColumn& fine);

// Only what is in the range.
void Trim(model::SampleColumn& column, model::TimeRange range);

}  // namespace plumb::store
