// SPDX-License-Identifier: Apache-2.0
// The part of Verify that is about segments.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>

#include "store/series_table.h"
#include "store/snapshot.h"

namespace plumb::store {

// What is known of the store already.
struct SegmentSurroundings {
  const std::unordered_map<TargetId, bool>& targets;  // whether it has spread rows
  const std::unordered_map<SeriesId, SeriesRecord>& series;
};

struct SegmentCounts {
  uint64_t segments = 0;
  uint64_t samples = 0;  // rollups are none
};

// Reads all of every segment and tells what is wrong: bytes and checksums; times out of order or of
// the period; periods whose segments differ in their times; series that are unknown, out of order
// or not under the target; samples that are in two segments, or in a row too; numbers of windows
// that are not at their ends. Calls `step` for each segment. An error only if the walk itself
// fails. REQUIRES: the snapshot's mutex is held
Result<SegmentCounts> CheckSegments(Snapshot& snapshot, const SegmentSurroundings& known,
                                    const std::function<void(const std::string&)>& tell,
                                    const std::function<void()>& step);

}  // namespace plumb::store
