#include "maintenance/upkeep.h"

#include <algorithm>

namespace plumb::maintenance {

namespace {

// As long as nobody waits.
constexpr DurationMs kNoLimit = 365 * kDay;

}  // namespace

Result<UpkeepReport> RunUpkeep(store::Environment& environment, Clock& clock,
                               const UpkeepOptions& options) {
  UpkeepReport report;
  const int64_t started = clock.MonotonicNs();
  const store::CompactionBudget budget = {
      .time = options.budget > 0 ? options.budget : kNoLimit,
      .bytes = UINT64_MAX,
      .patience = options.patience,
      .late = store::LateRows::kAny,
      .progress = options.progress,
  };
  PLUMB_ASSIGN(report.compaction, store::CompactDue(environment, clock, budget));
  constexpr int64_t kNsPerMs = 1'000'000;
  const DurationMs spent = (clock.MonotonicNs() - started) / kNsPerMs;
  PLUMB_ASSIGN(report.expiry, Expire(environment, clock,
                                     {.time = std::max(DurationMs{0}, budget.time - spent),
                                      .patience = options.patience}));
  return report;
}

}  // namespace plumb::maintenance
