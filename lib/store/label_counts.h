// SPDX-License-Identifier: Apache-2.0
// How many series have each label value, from the index alone.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "store/snapshot.h"

namespace plumb::store {

// REQUIRES of all: snapshot.mutex is held

// By the value's symbol: how many series have it. From the heads of the lists of series.
Result<std::vector<uint32_t>> CountSeriesOfValues(const Snapshot& snapshot);

struct LabelValue {
  SymbolId name = 0;
  SymbolId value = 0;
  uint32_t text_bytes = 0;  // at most kLongestPlainText are counted
};
// Calls `visit` with each value of each label, those of a name one after the other.
Status WalkLabelValues(const Snapshot& snapshot,
                       const std::function<void(const LabelValue&)>& visit);

// The highest number of a series that is in a row or a segment that begins before `time`; 0 if
// there is none. Numbers are given in the order in which series are first stored, so those above it
// came later.
Result<SeriesId> FindNewestSeriesBefore(Snapshot& snapshot, Timestamp time);

}  // namespace plumb::store
