// SPDX-License-Identifier: Apache-2.0
// What the times since when counters count say of resets.
#pragma once

#include "base/time_zone.h"

namespace plumb::promql {

// A sample's time, and since when it counts; 0 where that is not known.
struct CountedSince {
  Timestamp start = 0;
  Timestamp time = 0;
};

// Whether the counting began anew between two samples. A start at the very time of the sample
// before is that of a delta, unless that sample did not know its own start (OpenTelemetry's way to
// say that a start is not known).
inline bool IsStartTimeReset(const CountedSince& before, const CountedSince& now) {
  if (now.start == 0 || now.start >= now.time || now.start < before.time) return false;
  if (now.start > before.time) return true;
  return before.start <= before.time && before.start != 0 && before.start != before.time;
}

// Whether two samples count the same again: the later one began before the other was taken.
inline bool CountTwice(const CountedSince& before, const CountedSince& now) {
  return now.start != 0 && now.start < before.time && now.start != before.start;
}

}  // namespace plumb::promql
