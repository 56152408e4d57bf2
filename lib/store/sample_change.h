// SPDX-License-Identifier: Apache-2.0
// A new value for a sample that lies in a segment.
#pragma once

#include <memory>

#include "encoding/histogram_column.h"
#include "store/target_chunk.h"

namespace plumb::store {

struct SampleChange {
  SeriesId series = 0;
  Timestamp time = 0;
  uint64_t bits = 0;                     // of a float
  encoding::HistogramPointer histogram;  // null for one
};

// Puts it where the old value was: with its scrape, loose, or at a time of its own.
void ApplyChange(const std::vector<Timestamp>& times, const SampleChange& change,
                 ChunkColumn& column);

}  // namespace plumb::store
