// SPDX-License-Identifier: Apache-2.0
// From when to when a target has rows, and how far apart they are, from a few keys.
#pragma once

#include <optional>

#include "model/series_source.h"
#include "store/snapshot.h"

namespace plumb::store {

// REQUIRES of both: snapshot.mutex is held

// Times of the oldest and newest sample; nullopt if the target has none.
Result<std::optional<model::Extent>> FindTargetExtent(Snapshot& snapshot, TargetId target,
                                                      bool spread);

// The usual distance of a target's last rows up to `until`: the median of a few; 0 if there is one
// only.
Result<DurationMs> FindInterval(Snapshot& snapshot, TargetId target, Timestamp until);

}  // namespace plumb::store
