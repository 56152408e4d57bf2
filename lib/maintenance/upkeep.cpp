#include "maintenance/upkeep.h"

#include <algorithm>

namespace plumb::maintenance {

namespace {

// As long as nobody waits.
constexpr DurationMs kNoLimit = 365 * kDay;
constexpr int64_t kNsPerMs = 1'000'000;

}  // namespace

Result<UpkeepReport> RunUpkeep(store::Environment& environment, Clock& clock,
                               const UpkeepOptions& options) {
  UpkeepReport report;
  const store::CompactionBudget budget = {
      .time = options.budget > 0 ? options.budget : kNoLimit,
      .bytes = UINT64_MAX,
      .patience = options.patience,
      .late = store::LateRows::kAny,
      .progress = options.progress,
  };
  const int64_t began = clock.MonotonicNs();
  PLUMB_ASSIGN(report.compaction, store::CompactDue(environment, clock, budget));
  // Rollups are built of segments.
  store::CompactionBudget left = budget;
  left.time -= (clock.MonotonicNs() - began) / kNsPerMs;
  PLUMB_ASSIGN(report.rollup, RollUp(environment, clock, left));
  // What wants rollups expires when they are built.
  const DurationMs spent = (clock.MonotonicNs() - began) / kNsPerMs;
  PLUMB_ASSIGN(report.expiry, Expire(environment, clock,
                                     {.time = std::max(DurationMs{0}, budget.time - spent),
                                      .patience = options.patience}));
  return report;
}

}  // namespace plumb::maintenance
