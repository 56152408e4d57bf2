// SPDX-License-Identifier: Apache-2.0
// What the rules of retention and the metadata of a store say of its series.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "maintenance/window_points.h"
#include "model/metadata.h"
#include "store/retention_rules.h"
#include "store/snapshot.h"

namespace plumb::maintenance {

// The kind of the series of a metric: by its family's type, where one is known, else by the endings
// that counters have.
class KindFinder {
 public:
  explicit KindFinder(const std::vector<model::Metadata>& families);
  [[nodiscard]] SeriesKind Find(std::string_view metric) const;

 private:
  [[nodiscard]] model::MetricType TypeOf(const std::string& family) const;
  std::unordered_map<std::string, model::MetricType> types_;
};

// What of the rules is about rollups, as a number that changes when they do; 0: they ask for none.
uint64_t HashRollupRules(const store::RetentionRules& rules);

// Applies the rules to series, and remembers what came out.
class SeriesRules {
 public:
  // An error if a selector makes no sense.
  static Result<SeriesRules> Make(const store::RetentionRules& rules, KindFinder kinds);

  struct Verdict {
    SeriesKind kind = SeriesKind::kUnknown;
    std::array<bool, store::kTiers.size()> tiers{};  // those the series is to be rolled up in
  };
  Result<Verdict> Find(const store::StoreState& state, store::SeriesTable& table,
                       store::SeriesId series);

 private:
  struct Rule {
    model::Matchers matchers;
    std::array<bool, store::kTiers.size()> tiers{};
  };
  SeriesRules(std::vector<Rule> rules, KindFinder kinds)
      : rules_(std::move(rules)), kinds_(std::move(kinds)) {}

  std::vector<Rule> rules_;
  KindFinder kinds_;
  std::unordered_map<store::SeriesId, Verdict> known_;
};

}  // namespace plumb::maintenance
