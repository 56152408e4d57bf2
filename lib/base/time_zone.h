// SPDX-License-Identifier: Apache-2.0
// Time zones read from the system's TZif files, and the civil calendar.
// No global state: TZ and the C library's localtime are not consulted but in TimeZone::Local.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plumb {

using Timestamp = int64_t;  // milliseconds since 1970-01-01T00:00:00Z

// A point of the proleptic Gregorian calendar on some wall clock.
struct CivilTime {
  int64_t year = 1970;
  int month = 1;  // 1..12
  int day = 1;    // 1..31
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
  int weekday = 4;  // 0 = Sunday; filled in by ToCivil, ignored by FromCivil

  bool operator==(const CivilTime&) const = default;
};

// Days since 1970-01-01 of a date; month may be out of 1..12 and is carried into the year.
int64_t DaysFromCivil(int64_t year, int month, int day);
int DaysInMonth(int64_t year, int month);

// Cheap to copy; the rules are shared and immutable.
class TimeZone {
 public:
  static TimeZone Utc();
  // The zone of $TZ, else of /etc/localtime, else UTC.
  static TimeZone Local();
  // An IANA name ("Europe/Berlin"), "UTC", "local", or a fixed offset ("+02:00").
  static Result<TimeZone> Load(std::string_view name);

  // The zone that the bytes of a TZif file describe. Any bytes are safe.
  static Result<TimeZone> FromTzif(std::string_view bytes, std::string name);

  // "UTC", "Europe/Berlin", "+02:00".
  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] bool is_utc() const;
  // Seconds east of UTC in force at `t`. After the last transition in the file its POSIX rule is
  // used.
  [[nodiscard]] int64_t OffsetSeconds(Timestamp t) const;
  // "CET", "CEST", "UTC".
  [[nodiscard]] std::string_view Abbreviation(Timestamp t) const;

  [[nodiscard]] CivilTime ToCivil(Timestamp t) const;
  // Fields may overflow (day 32, hour -1) and are carried. A wall clock time that a transition
  // skips is moved forward by the skipped amount; one that occurs twice gives the earlier.
  [[nodiscard]] Timestamp FromCivil(const CivilTime& civil) const;

  struct Rules;

 private:
  explicit TimeZone(std::shared_ptr<const Rules> rules);
  std::shared_ptr<const Rules> rules_;
};

// RFC 3339 in the zone's offset, milliseconds only where not zero: 2026-09-18T14:00:00Z,
// 2026-09-18T16:00:00.250+02:00.
std::string FormatRfc3339(Timestamp t, const TimeZone& zone);

}  // namespace plumb
