// SPDX-License-Identifier: Apache-2.0
// What a store needs from time to time, in the order in which it is best done. `plumb-store
// compact` calls it, from cron.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/progress.h"
#include "maintenance/expiry.h"
#include "maintenance/rollup.h"
#include "store/compactor.h"
#include "store/environment.h"

namespace plumb::maintenance {

struct UpkeepOptions {
  DurationMs budget = 0;  // nothing new is begun after that; 0: no limit
  DurationMs patience = store::kDefaultLockDeadline;  // with others that write
  Progress progress = {};
};

struct UpkeepReport {
  store::CompactionReport compaction;
  RollupReport rollup;
  ExpiryReport expiry;
  // Whether nothing that is due is left: the budget was enough, and others let it write.
  [[nodiscard]] bool done() const { return compaction.done && rollup.done && expiry.done; }
};

// Does all that is due at the clock's time, in small transactions. What is left when the budget is
// spent is done the next time. REQUIRES: opened for writing; no transaction in this thread
Result<UpkeepReport> RunUpkeep(store::Environment& environment, Clock& clock,
                               const UpkeepOptions& options);

}  // namespace plumb::maintenance
