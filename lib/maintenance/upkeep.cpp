#include "maintenance/upkeep.h"

#include <algorithm>

namespace plumb::maintenance {

namespace {

// As long as nobody waits.
constexpr DurationMs kNoLimit = 365 * kDay;
constexpr int64_t kNsPerMs = 1'000'000;

}  // namespace

// Before samples go, what is to be left of them must be there.
ExpiryOptions ExpiryAfterRollups(const UpkeepOptions& options, DurationMs time,
                                 store::RetentionRules rules) {
  const auto may_go = [rules = std::move(rules)](const store::StoreState& state,
                                                 const store::SegmentKey& key) {
    return AreRollupsBuilt(state, rules, key.target, key.start);
  };
  return {.time = time, .patience = options.patience, .may_go = may_go};
}

Result<store::RetentionRules> RulesOf(const store::Environment& environment) {
  PLUMB_ASSIGN(const auto txn, environment.BeginRead());
  return store::LoadRetentionRules(*txn, environment.tables());
}

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
  const auto left = [&] {
    return std::max(DurationMs{0}, budget.time - (clock.MonotonicNs() - started) / kNsPerMs);
  };
  PLUMB_ASSIGN(report.compaction, store::CompactDue(environment, clock, budget));
  // Rollups are built of segments.
  store::CompactionBudget rollup = budget;
  rollup.time = left();
  PLUMB_ASSIGN(report.rollup, RollUp(environment, clock, rollup));
  PLUMB_ASSIGN(auto rules, RulesOf(environment));
  PLUMB_ASSIGN(report.expiry,
               Expire(environment, clock, ExpiryAfterRollups(options, left(), std::move(rules))));
  return report;
}

}  // namespace plumb::maintenance
