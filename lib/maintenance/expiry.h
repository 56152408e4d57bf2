// SPDX-License-Identifier: Apache-2.0
// Takes samples away that the rules of retention (store/retention_rules.h) keep no longer.
//
// An hour or a day of a target goes when all of it is older than its rule says; where rules differ
// between the series of a target it is written again without those that go. The file does not
// shrink: LMDB uses the pages again.
#pragma once

#include <functional>

#include "base/clock.h"
#include "maintenance/retention_plan.h"
#include "store/environment.h"
#include "store/sample_remover.h"

namespace plumb::maintenance {

struct ExpiryOptions {
  DurationMs time = 365 * kDay;                       // nothing new is begun after that
  DurationMs patience = store::kDefaultLockDeadline;  // with others that write
  // Whether raw samples whose rule wants rollups may go: theirs have been built. Without it they
  // may.
  std::function<Result<bool>(const store::StoreState&, const store::SegmentKey&)> may_go;
};

struct ExpiryReport {
  store::RemovalCounts counts;
  uint64_t waiting = 0;  // periods that would go, were their rollups built
  uint64_t series = 0;   // that have no sample left, and are gone
  uint64_t targets = 0;  // the same
  bool done = true;      // nothing that is due is left
};

// Takes away what has expired at the clock's time, in many short transactions, then series without
// samples (dead_series.h). REQUIRES: opened for writing; no transaction in this thread
Result<ExpiryReport> Expire(store::Environment& environment, Clock& clock,
                            const ExpiryOptions& options = {});

struct ExpiryForecast {
  store::RemovalCounts counts;
  uint64_t series = 0;  // that lose samples
};
// What these rules would take away now; changes nothing.
Result<ExpiryForecast> ForecastExpiry(store::Environment& environment, Timestamp now,
                                      const store::RetentionRules& rules);

}  // namespace plumb::maintenance
