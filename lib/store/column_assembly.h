// SPDX-License-Identifier: Apache-2.0
// Columns as consumers get them: times and values side by side, derived stale markers in their
// places, times shared between series that were scraped together.
#pragma once

#include <vector>

#include "model/series_source.h"
#include "store/target_chunk.h"

namespace plumb::store {

// The series of one target, in the order of the chunk, whose values are moved where they can be.
std::vector<model::SampleColumn> AssembleColumns(TargetChunk chunk, model::TimeRange range);

// The same series as found under several targets (columns[t][i] is series i under target t), merged
// by time: of two samples at a time a real one goes before a derived stale marker, then the first
// target's.
std::vector<model::SampleColumn> AssembleMerged(const std::vector<TargetChunk>& chunks,
                                                model::TimeRange range);

}  // namespace plumb::store
