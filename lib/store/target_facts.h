// SPDX-License-Identifier: Apache-2.0
// What a selection asks of a target before it reads any of its series.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "model/series_source.h"
#include "store/snapshot.h"
#include "store/tier.h"

namespace plumb::store {

struct TargetFacts {
  bool spread = false;      // it has rows whose samples have times of their own
  bool in_range = false;    // it has something in the range
  DurationMs interval = 0;  // of its scrapes; 0 where that is not known, or was not asked for
  // When windows of each tier end, at most; from later than to: there are none.
  std::array<model::TimeRange, kTiers.size()> tiers{};
};

struct FactsWanted {
  model::TimeRange range;
  std::optional<DurationMs> tier;  // the only one that is read; 0: samples
  bool has_tiers = false;          // the store has some that may be read
  bool interval = true;
};

// A few seeks. REQUIRES: the snapshot's mutex is held
Result<TargetFacts> LoadTargetFacts(const StoreState& state, TargetId target,
                                    const FactsWanted& wanted);

// Remembers them for one snapshot: the rules of an alert pass ask the same of all targets, each.
// Not for two threads at once.
class KnownFacts {
 public:
  // REQUIRES: as LoadTargetFacts
  Result<TargetFacts> Find(const StoreState& state, TargetId target, const FactsWanted& wanted);

 private:
  std::map<std::tuple<TargetId, Timestamp, Timestamp, std::optional<DurationMs>, bool>, TargetFacts>
      known_;
};

}  // namespace plumb::store
