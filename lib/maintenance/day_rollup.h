// SPDX-License-Identifier: Apache-2.0
// Computes the rollups of one day of a target out of its samples and of what was rolled up before.
#pragma once

#include <vector>

#include "maintenance/series_rules.h"
#include "store/segment_table.h"

namespace plumb::maintenance {

// A period of a level as it is to become.
struct BuiltPeriod {
  store::SegmentKey key;
  uint64_t was = 0;  // HashPeriod of what it was made of
  std::vector<store::NewSegment> segments;
  uint64_t bytes = 0;
};

// The windows with ends in (day, day + 24 h], in every tier that the rules ask for. Nothing is
// written.
Result<std::vector<BuiltPeriod>> RollUpDay(const store::StoreState& state,
                                           store::SeriesTable& series, SeriesRules& rules,
                                           store::TargetId target, Timestamp day);

}  // namespace plumb::maintenance
