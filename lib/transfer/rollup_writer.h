// SPDX-License-Identifier: Apache-2.0
// Puts the rollups of a dump into a store, a number of a tier's period at a time. What the store
// has of a window goes before what comes.
#pragma once

#include <functional>
#include <map>
#include <unordered_map>
#include <vector>

#include "store/snapshot.h"
#include "transfer/day.h"

namespace plumb::transfer {

class RollupWriter {
 public:
  using Coming = std::map<store::SeriesId, const ColumnEntry*>;
  using Decode = std::function<Status(const ColumnEntry& entry, DayColumn& column)>;

  // `merge`: the store may have rollups of the target. REQUIRES: the snapshot's transaction writes;
  // where they are merged, the numbers of a period come in the order of kRollupOrder, all through
  // one writer
  Status Write(store::Snapshot& snapshot, store::TargetId target, const Day& day,
               const Coming& coming, const Decode& decode, bool merge);

 private:
  Status FindWanted(store::Snapshot& snapshot, store::TargetId target, const Day& day,
                    const Coming& coming);

  // Of the period that is being written: the windows that the store does not have.
  std::unordered_map<store::SeriesId, std::vector<Timestamp>> wanted_;
};

}  // namespace plumb::transfer
