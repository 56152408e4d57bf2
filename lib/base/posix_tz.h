// SPDX-License-Identifier: Apache-2.0
// The rule of a POSIX TZ string, like `CET-1CEST,M3.5.0,M10.5.0/3`: what a time zone does each
// year.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plumb {

// What clocks of a zone show for some stretch of time.
struct ZoneType {
  int64_t offset_seconds = 0;  // east of UTC
  std::string abbreviation = "UTC";
};

struct PosixTz {
  // A moment that comes each year, on the wall clock in force before it.
  struct YearlyMoment {
    enum class Kind {
      kJulian,     // Jn: day 1..365, 29 February not counted
      kDayOfYear,  // n: day 0..365
      kWeekday,    // Mm.w.d: weekday d (0 = Sunday) for the w-th time in the month, 5 = the last
    };
    Kind kind = Kind::kDayOfYear;
    int day = 0;
    int month = 1;
    int week = 1;
    int64_t seconds = 0;  // from the day's midnight; may be negative or more than a day
  };

  ZoneType standard;
  std::optional<ZoneType> daylight;
  YearlyMoment daylight_begins;
  YearlyMoment daylight_ends;
};

// Parses a TZ string with the extensions of RFC 8536 (section 3.3.1): names in `<>`, hours up to
// 167. Daylight saving without dates has those of the United States, as in the C library.
Result<PosixTz> ParsePosixTz(std::string_view text);

// What is in force at a Unix time in seconds. The reference lives as long as `rule`.
const ZoneType& TypeAt(const PosixTz& rule, int64_t unix_seconds);

}  // namespace plumb
