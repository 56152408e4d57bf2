// SPDX-License-Identifier: Apache-2.0
// The options that name a time or a range, the same in every tool: --at, --from, --to, --last,
// --step, --tz.
#pragma once

#include <optional>
#include <string>

#include "base/time_words.h"
#include "cli/declaration.h"

namespace plumb::cli {

// As written; texts are checked by ResolveTime.
struct TimeOptions {
  std::string at;
  std::string from;
  std::string to;
  std::string last;
  std::string step = "auto";
  std::string zone = "local";
};

void DeclareTime(Declaration& d, TimeOptions& options);

// What was asked for: one instant (start == end, step 0) or a range.
struct TimeChoice {
  bool range = false;
  Timestamp start = 0;
  Timestamp end = 0;
  DurationMs step = 0;
  TimeZone zone = TimeZone::Utc();
};

// Checks what needs no source: that the words make sense together, the zone, the durations. Fails
// with Exit::kUsage before any work.
Status CheckTime(const TimeOptions& options);

// What "now" is: the clock, or for a closed source its newest sample.
enum class NowIs { kClock, kNewestSample };

// With --step auto a range starts and ends on multiples of the step in the zone's wall clock. One
// that ends at the newest sample ends at the multiple behind it, so that this sample is seen.
Result<TimeChoice> ResolveTime(const TimeOptions& options, Timestamp now,
                               NowIs now_is = NowIs::kClock);

// range/250 rounded up to 1, 2, 5, 10, 15, 30 seconds, minutes or hours (then whole days); at least
// 1 s.
DurationMs AutoStep(DurationMs range);

}  // namespace plumb::cli
