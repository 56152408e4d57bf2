// SPDX-License-Identifier: Apache-2.0
// How many samples a store has, at once: counted where there is little to look at, and else told
// from a part. (A count that is kept would have to be right in everything that ever writes.)
#pragma once

#include <cstdint>

#include "store/snapshot.h"

namespace plumb::store {

// So many segments, and so many rows, are all looked at; of more, about half as many.
inline constexpr uint64_t kCountedSegments = 2000;
inline constexpr uint64_t kCountedRows = 20'000;

struct SampleEstimate {
  uint64_t in_rows = 0;
  uint64_t in_segments = 0;
  bool exact = true;
  uint64_t segments = 0;       // of samples as they came; those of rollups are not looked at
  uint64_t segment_bytes = 0;  // of their values
};

// REQUIRES: snapshot.mutex is held
Result<SampleEstimate> EstimateSamples(Snapshot& snapshot);

}  // namespace plumb::store
