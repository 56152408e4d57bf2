// SPDX-License-Identifier: Apache-2.0
// Times read as a format of strptime(3) says, without its locale and its state.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time_zone.h"

namespace plumb::formats {

// A wall clock time, and how far it is from UTC where the text said so.
struct ReadTime {
  CivilTime civil;
  std::optional<int64_t> offset_seconds;  // east of UTC
  std::optional<Timestamp> epoch;         // %s: the time itself
};

class TimeFormat {
 public:
  // Conversions: %Y %y %m %d %e %j %H %I %M %S %f (digits of a fraction, as many as there are) %p
  // %b %B %h %a %A (English) %z (+0200, +02:00, Z) %s %T %D %F %R %n %t %%. A blank stands for any
  // number of them. The Error of another names it.
  static Result<TimeFormat> Parse(std::string_view format);

  // Reads the whole of `text`; nullopt if it is not so.
  [[nodiscard]] std::optional<ReadTime> Read(std::string_view text) const;

 private:
  std::string steps_;  // the conversions one by one: %T is %H:%M:%S here
};

// The date exists and so does the time of its day (a leap second included).
bool IsCivilTime(const CivilTime& civil);

// `Z`, `UTC`, `GMT`, `+02:00`, `+0200`, `+02` at the start of `text`, which is moved behind it: the
// seconds east of UTC.
std::optional<int64_t> TakeOffset(std::string_view& text);
// The digits of a fraction at the start of `text`, which is moved behind them: whole milliseconds,
// and what is smaller dropped. nullopt if there are none.
std::optional<int> TakeFraction(std::string_view& text);
// At least `least` and at most `most` digits.
std::optional<int> TakeDigits(std::string_view& text, size_t least, size_t most);
// `am` or `pm` in any case at the start of `text`: puts an hour of 1 to 12 right. False if neither
// is there, or the hour is none of twelve.
bool TakeHalfOfDay(std::string_view& text, int& hour);

}  // namespace plumb::formats
