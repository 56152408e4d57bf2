// SPDX-License-Identifier: Apache-2.0
// Removes series that have no sample left anywhere, and targets that have nothing left, after
// samples expired or were deleted.
//
// Who took samples away noted which series may be dead (store/suspect_table.h). Whether they are is
// found in a snapshot, without the columns: the layouts of a target's rows and the directories of
// its segments name all series that it has samples of. A write transaction then looks whether the
// target has the same rows and segments still, and only then takes the dead out of the index.
#pragma once

#include "base/clock.h"
#include "store/environment.h"

namespace plumb::maintenance {

struct DeadSeriesBudget {
  DurationMs time = 365 * kDay;  // nothing new is begun after that
  DurationMs patience = store::kDefaultLockDeadline;
};

struct DeadSeriesReport {
  uint64_t series = 0;
  uint64_t targets = 0;
  bool done = true;  // no suspects are left
};

// REQUIRES: opened for writing; no transaction in this thread
Result<DeadSeriesReport> RemoveDeadSeries(store::Environment& environment, Clock& clock,
                                          const DeadSeriesBudget& budget = {});

}  // namespace plumb::maintenance
