// SPDX-License-Identifier: Apache-2.0
// Where a series ended, derived from which scrapes had it: stale markers that nobody had to store.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "store/target_chunk.h"

namespace plumb::store {

// Indexes of times at which the column's series ended, ascending.
//
// A series ends at a scrape that lacks it, if the scrape before had it and both were complete; or
// if the scrape failed and any had it since the last complete or failed one (at most kBlocksBefore
// back, so that the answer does not depend on where the range begins). A scrape that is not known
// to be complete ends nothing, and samples that did not come with a scrape are not ended by one.
std::vector<uint32_t> FindEnds(std::span<const BlockFact> blocks, const ChunkColumn& column);

}  // namespace plumb::store
