// SPDX-License-Identifier: Apache-2.0
// The words with which people name a time on a command line.
#pragma once

#include <optional>
#include <string_view>

#include "base/duration.h"
#include "base/result.h"
#include "base/time_zone.h"

namespace plumb {

// What relative words are relative to.
struct TimeContext {
  Timestamp now = 0;
  TimeZone zone = TimeZone::Utc();
  std::optional<Timestamp> start;  // what `start` and `end` name, where a range is known
  std::optional<Timestamp> end;
};

// Parses one time: RFC 3339 (T or a space, seconds and zone optional: `2026-09-18 14:00` is in
// context.zone); epoch seconds (with a fraction, or |t| < 1e11) or else milliseconds; `now`,
// `start`, `end`, `today`, `yesterday`, `tomorrow` (midnight in the zone), `14:00` (today); each
// with offsets and rounding behind it: `now-1d/d`, `-1h` (short for now-1h), `yesterday+6h`.
// Offsets of d, w, M (months) and y are of the calendar: the same wall clock on another day, also
// where a day has 23 or 25 hours, and the last day of a month that is shorter; h, m, s and ms are
// exact.
// `/s /m /h /d /w /M /y` rounds down to the unit in the zone (w = Monday).
// The result lies in the years 1 to 9999.
// The error says which part was not understood and gives examples.
Result<Timestamp> ParseTime(std::string_view text, const TimeContext& context);

}  // namespace plumb
