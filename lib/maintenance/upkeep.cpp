#include "maintenance/upkeep.h"

namespace plumb::maintenance {

namespace {

// As long as nobody waits.
constexpr DurationMs kNoLimit = 365 * kDay;

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
  PLUMB_ASSIGN(report.compaction, store::CompactDue(environment, clock, budget));
  return report;
}

}  // namespace plumb::maintenance
