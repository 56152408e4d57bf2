// SPDX-License-Identifier: Apache-2.0
// The rules of retention (store/retention_rules.h), applied to the series that are in a store.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/matcher.h"
#include "store/removal.h"
#include "store/retention_rules.h"
#include "store/segment_table.h"
#include "store/snapshot.h"

namespace plumb::maintenance {

// What a rule's selector asks; "" and no matcher are every series. The error shows the place.
Result<model::Matchers> ParseRuleSelector(std::string_view selector);

// Where the rule with the same matchers stands, in whatever order and spelling; nullopt: nowhere.
// An error if a rule's selector cannot be read.
Result<std::optional<size_t>> FindRule(const store::RetentionRules& rules,
                                       const model::Matchers& matchers);

// Puts a rule in the place of the one with the same matchers, or behind the others: but before the
// one for every series, behind which none would count.
Status PutRule(store::RetentionRules& rules, store::RetentionRule rule);

// When samples go, at one moment. Series that were made after the snapshot keep theirs.
class RetentionPlan {
 public:
  // REQUIRES: the snapshot's mutex is held
  static Result<RetentionPlan> Make(store::Snapshot& snapshot, store::RetentionRules rules,
                                    Timestamp now);

  // Samples of the series at this level are kept whose hour, day (or what the level has) ends after
  // this time; kMinTime: all.
  [[nodiscard]] Timestamp HorizonOf(store::SeriesId series, store::Level level) const;
  // Nothing of a level that ends after this time goes; kMinTime: nothing at all.
  [[nodiscard]] Timestamp LatestHorizon(store::Level level) const;
  // Scrapes of a target say when series ended that are kept the longest.
  [[nodiscard]] Timestamp EarliestHorizon(store::TargetId target, store::Level level) const;
  // Whether the rule of the series wants rollups: raw samples wait for them.
  [[nodiscard]] bool WantsRollups(store::SeriesId series) const;
  [[nodiscard]] Timestamp now() const { return now_; }

 private:
  static constexpr uint16_t kNoRule = UINT16_MAX;
  explicit RetentionPlan(store::RetentionRules rules, Timestamp now)
      : rules_(std::move(rules)), now_(now) {}
  Status Apply(store::Snapshot& snapshot);
  Status NoteTargets(store::Snapshot& snapshot);
  [[nodiscard]] uint16_t RuleOf(store::SeriesId series) const;
  [[nodiscard]] Timestamp HorizonByRule(uint16_t rule, store::Level level) const;

  store::RetentionRules rules_;
  Timestamp now_;
  store::SeriesId end_ = 0;        // series from here on are not known
  std::vector<uint16_t> rule_of_;  // by series; empty if the first rule takes all
  std::unordered_map<store::TargetId, std::vector<uint16_t>> rules_of_;  // of a target's series
};

}  // namespace plumb::maintenance
