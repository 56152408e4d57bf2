// SPDX-License-Identifier: Apache-2.0
// Which hour or day of a target is to be turned into segments next.
#pragma once

#include <optional>
#include <vector>

#include "store/segment_table.h"

namespace plumb::store {

struct DuePeriod {
  Level level = Level::kHour;
  Timestamp start = 0;
  std::vector<Timestamp> hours;  // whose rows go into it
};

// The oldest that is due at `now`: closed, with rows; nullopt if there is none. An hour with rows
// at kFewTimes times or more is due when it is over, one with fewer when its day is: then it joins
// the segments of its hour, if there are some, and else its day's.
Result<std::optional<DuePeriod>> FindDuePeriod(const StoreState& state, TargetId target,
                                               Timestamp now);

}  // namespace plumb::store
