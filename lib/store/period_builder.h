// SPDX-License-Identifier: Apache-2.0
// Turns the samples of a target in one hour or day, as rows and segments have them or as they come
// sorted, into new segments.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/sample_addition.h"
#include "store/sample_change.h"
#include "store/target_chunk.h"

namespace plumb::store {

struct BuiltPeriod {
  std::vector<NewSegment> segments;
  uint64_t samples = 0;
  uint64_t bytes = 0;
  bool own_times = false;  // some samples have times of their own
};

// Everything that `input` has, but for the samples that are changed, and what is added: what is
// read from the result is what would have been read from the input, bit for bit. `path` is for
// messages. REQUIRES: changes in order of their series, of samples that are there; additions of
// samples that are not
Result<BuiltPeriod> BuildPeriod(const std::string& path, const ChunkInput& input,
                                std::span<const SampleChange> changes = {},
                                const Additions& additions = {});

}  // namespace plumb::store
