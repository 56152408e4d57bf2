// SPDX-License-Identifier: Apache-2.0
// The times in a column of a table, in the forms in which people and programs write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time_zone.h"
#include "formats/time_format.h"

namespace plumb::formats {

// What is found out without a format: RFC 3339; `2026-09-18`, `18.09.2026` and `2026/09/18` with
// `14:00[:05[.123]]` behind and perhaps a zone; numbers since 1970 in s, ms, us or ns, by their
// size; and `09/18/2026 2:05 PM` or `18/09/2026` where some day is above 12.
class CellTimes {
 public:
  // `format` is TableOptions::time_format. The Error of one that is wrong has Exit::kUsage.
  static Result<CellTimes> Make(const TimeZone& zone, std::string_view format);

  // Looks at a cell of the first rows: whether days come before months.
  void Look(std::string_view cell);
  // Call behind the last Look: an Error (Exit::kUsage) where dates were seen that can be read in
  // two ways.
  [[nodiscard]] Status CheckOrder() const;

  // False if the cell is no time.
  bool Read(std::string_view cell, Timestamp& time);

 private:
  enum class Unit { kFormat, kFound, kSeconds, kMilliseconds, kMicroseconds, kNanoseconds };
  enum class Order { kUnknown, kDayFirst, kMonthFirst, kMixed };
  explicit CellTimes(const TimeZone& zone) : zone_(zone) {}
  bool Parse(std::string_view cell, Timestamp& time) const;
  static bool ParseNumber(std::string_view cell, Unit unit, Timestamp& time);
  static Unit UnitOf(double number);
  static int64_t PerMillisecond(Unit unit);
  bool ParseDate(std::string_view& text, CivilTime& civil) const;
  bool ToTime(const ReadTime& read, Timestamp& time) const;

  TimeZone zone_;
  Unit unit_ = Unit::kFound;
  std::optional<TimeFormat> format_;
  Order order_ = Order::kUnknown;
  std::string ambiguous_;  // a date that can be read in two ways
  std::string last_cell_;  // rows of one time follow each other
  Timestamp last_time_ = 0;
};

// Whether a cell is a time of one of these forms and no number.
bool LooksLikeDate(std::string_view cell);
// Whether a cell is a time of day: `14:00`, `14:00:05.123`, `2:05 PM`.
bool LooksLikeClock(std::string_view cell);
// Epoch times of our century, in s, ms, us or ns.
bool LooksLikeEpoch(double t);

}  // namespace plumb::formats
