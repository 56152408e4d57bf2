// SPDX-License-Identifier: Apache-2.0
// An hour or day that was compacted in memory, from one state of the store, and can be written into
// a later one if nothing of it has changed meanwhile.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/due_period.h"
#include "store/period_builder.h"

namespace plumb::store {

struct PreparedPeriod {
  SegmentKey key;
  std::vector<std::string> rows;  // keys of those that it replaces
  uint64_t row_bytes = 0;         // what deleting them writes
  uint64_t fingerprint = 0;       // of the rows, and of the segments that were there
  BuiltPeriod built;
};

// Reads what is there and builds the segments. An error if something does not fit its checksum: it
// would get a good one.
Result<PreparedPeriod> PreparePeriod(const StoreState& state, TargetId target,
                                     const DuePeriod& due);

// Whether the state still has exactly what the period was built from.
Result<bool> IsUnchanged(const StoreState& state, const PreparedPeriod& period,
                         const DuePeriod& due);

// Puts the segments in the place of the rows. REQUIRES: IsUnchanged
Status WritePeriod(Transaction& txn, const Tables& tables, PreparedPeriod period);

}  // namespace plumb::store
