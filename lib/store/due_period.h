// SPDX-License-Identifier: Apache-2.0
// Which hour or day of a target is to be turned into segments next.
#pragma once

#include <optional>
#include <vector>

#include "store/segment_table.h"
#include "store/target_table.h"

namespace plumb::store {

struct DuePeriod {
  Level level = Level::kHour;
  Timestamp start = 0;
  std::vector<Timestamp> hours;  // whose rows go into it
};

// Rows that come for a period that has segments already make these be written again. kEnough waits
// for as many times as are worth that, so that data that trickles in is not written over and over.
enum class LateRows { kEnough, kAny };

// Those of one target that are due at `now`, closed and with rows, oldest first. An hour with rows
// at kFewTimes times or more is due when it is over, one with fewer when its day is: then it joins
// the segments of its hour, if there are some, and else its day's. Each is found from the keys of a
// few rows; nothing is read twice. REQUIRES: the state outlives it and does not change meanwhile
class DuePeriods {
 public:
  DuePeriods(const StoreState& state, TargetId target, Timestamp now, LateRows late)
      : state_(state), target_(target), now_(now), late_(late) {}

  // nullopt after the last.
  Result<std::optional<DuePeriod>> Next();

 private:
  struct HourOfRows {
    Timestamp start = 0;
    size_t times = 0;
  };
  Result<std::optional<HourOfRows>> NextHour();
  Result<bool> IsClosed(Level level, Timestamp start);
  Result<const TargetRecord*> Record();
  Result<bool> BecomesHour(const HourOfRows& hour, bool day_closed);
  Result<bool> IsWorth(Level level, Timestamp start, size_t times);

  StoreState state_;
  TargetId target_;
  Timestamp now_;
  LateRows late_;
  std::optional<TargetRecord> record_;
  Timestamp from_ = INT64_MIN;  // hours before it were looked at
  bool over_ = false;
  std::optional<HourOfRows> waiting_;  // found, but a day has to come before it
  std::optional<DuePeriod> day_;       // that hours with few rows are gathered for
  size_t day_times_ = 0;
};

}  // namespace plumb::store
