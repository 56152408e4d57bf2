// SPDX-License-Identifier: Apache-2.0
// Builds the rollups (store/tier.h) that the rules of retention ask for, day by day.
#pragma once

#include "base/clock.h"
#include "store/compactor.h"
#include "store/environment.h"
#include "store/retention_rules.h"

namespace plumb::maintenance {

struct RollupReport {
  uint64_t days = 0;      // of a target each, whose rollups were built
  uint64_t segments = 0;  // that were written for them
  uint64_t bytes = 0;     // of these
  bool done = true;       // nothing that is due is left
};

// Builds what is due: days of targets that are over, whose rows have all become segments, and that
// have changed since their rollups were built, or never had any. Where the rules of rollups have
// changed, that is every day there is. Other writers wait for the writing only, and never for more
// than 32 MiB. Of the budget `time`, `bytes` and `patience` count. REQUIRES: opened for writing; no
// transaction in this thread
Result<RollupReport> RollUp(store::Environment& environment, Clock& clock,
                            const store::CompactionBudget& budget);

// Whether samples that a target has at this time may be let go: what the rules want to be rolled up
// of their day has been. Asked before raw samples expire.
Result<bool> AreRollupsBuilt(const store::StoreState& state, const store::RetentionRules& rules,
                             store::TargetId target, Timestamp time);

}  // namespace plumb::maintenance
