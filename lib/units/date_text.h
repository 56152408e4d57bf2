// SPDX-License-Identifier: Apache-2.0
// Dates in the notation of dashboards: moment.js formats and "2 hours ago".
#pragma once

#include <string>
#include <string_view>

#include "base/time_zone.h"

namespace plumb::units {

// The time by a moment.js format: YYYY YY MMMM MMM MM M Do DD D dddd ddd HH H hh h mm m ss s SSS A
// a Z ZZ X x, [literal text]; everything else stands for itself.
std::string FormatMoment(Timestamp time, std::string_view format, const TimeZone& zone);

// "a few seconds ago", "2 hours ago", "in 3 days": moment.js' words and limits.
std::string RelativeWords(Timestamp time, Timestamp now);

// Whether both are on the same day of the zone.
bool SameDay(Timestamp a, Timestamp b, const TimeZone& zone);

}  // namespace plumb::units
