// SPDX-License-Identifier: Apache-2.0
// Puts loose samples that are new into a column: at a time that the chunk has, or with one of their
// own.
#pragma once

#include <span>
#include <string>

#include "store/shared_times.h"
#include "store/target_chunk.h"

namespace plumb::store {

// New samples of several series, in order of these.
struct Additions {
  std::span<const NewSamples> series;
  std::span<const std::string> histograms;  // what BackfillSample::bits of one counts
};

// REQUIRES: the column has none of the samples; they are ascending in time
Status AddSamples(const TargetChunk& chunk, std::span<const BackfillSample> samples,
                  std::span<const std::string> histograms, ChunkColumn& column);

}  // namespace plumb::store
