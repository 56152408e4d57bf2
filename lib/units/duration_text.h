// SPDX-License-Identifier: Apache-2.0
// Durations in words and on clock faces: Grafana's dtdurations, dthms, dtdhms, clocks.
#pragma once

#include <optional>
#include <string>

namespace plumb::units {

// "2 days, 3 hours": 1 + decimals parts, the largest first; "… ago" if negative; "0 seconds".
std::string DurationWords(double seconds, std::optional<int> decimals);
// "04:05:06", hours unbounded; "… ago" if negative.
std::string HoursMinutesSeconds(double seconds);
// "3 d 04:05:06"; "… ago" if negative.
std::string DaysHoursMinutesSeconds(double seconds);
// "01h:02m:03s:004ms"; decimals 0 leaves only the first part, 1 the first two, and so on.
std::string ClockText(double milliseconds, std::optional<int> decimals);

}  // namespace plumb::units
