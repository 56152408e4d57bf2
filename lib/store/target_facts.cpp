#include "store/target_facts.h"

#include "store/target_extent.h"
#include "store/target_table.h"

namespace plumb::store {

namespace {

// Some megabytes.
constexpr size_t kMostKnown = 1 << 15;

}  // namespace

Result<TargetFacts> LoadTargetFacts(const StoreState& state, TargetId target,
                                    const FactsWanted& wanted) {
  const model::TimeRange& range = wanted.range;
  PLUMB_ASSIGN(const TargetRecord record, LoadTarget(state.txn, state.tables, target));
  TargetFacts facts{.spread = record.spread};
  if (wanted.tier.value_or(0) == 0) {
    PLUMB_ASSIGN(facts.in_range, HasSamplesIn(state, target, record.spread, range));
  }
  for (size_t i = 0; i < kTiers.size(); ++i) {
    facts.tiers[i] = {INT64_MAX, INT64_MIN};
    if (!wanted.has_tiers || (wanted.tier && *wanted.tier != kTiers[i].resolution)) continue;
    PLUMB_ASSIGN(const auto ends, FindTierEnds(state, kTiers[i], target));
    if (!ends) continue;
    facts.tiers[i] = *ends;
    facts.in_range = facts.in_range || (ends->from <= range.to && ends->to >= range.from);
  }
  if (facts.in_range && wanted.interval) {
    PLUMB_ASSIGN(facts.interval, FindInterval(state, target, record.spread, range.to));
  }
  return facts;
}

Result<TargetFacts> KnownFacts::Find(const StoreState& state, TargetId target,
                                     const FactsWanted& wanted) {
  const std::tuple key(target, wanted.range.from, wanted.range.to, wanted.tier, wanted.interval);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  PLUMB_ASSIGN(const TargetFacts facts, LoadTargetFacts(state, target, wanted));
  if (known_.size() == kMostKnown) known_.clear();
  known_.emplace(key, facts);
  return facts;
}

}  // namespace plumb::store
