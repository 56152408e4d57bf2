// SPDX-License-Identifier: Apache-2.0
// Ticks of a time axis, laid on the calendar of a zone, with labels of two levels: times on the
// first line, and under them the date or year where it begins.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_zone.h"

namespace plumb::scene {

enum class TimeUnit { kMillisecond, kSecond, kMinute, kHour, kDay, kMonth, kYear };

struct TimeStep {
  TimeUnit unit = TimeUnit::kSecond;
  int64_t count = 1;
};

// All steps a time axis may have, ascending.
std::span<const TimeStep> TimeLadder();

// About how long a step is, in milliseconds: exact but for months and years.
int64_t ApproximateMs(const TimeStep& step);

// The ticks of `step` in [from, to], strictly increasing. Steps of a day and longer begin at
// midnight of the zone; shorter ones are round on its wall clock on both sides of a change of its
// offset, and a tick that would stand less than 3/4 of a step after the one before is left out.
std::vector<Timestamp> TimeTicksAt(const TimeStep& step, Timestamp from, Timestamp to,
                                   const TimeZone& zone);

struct TimeTick {
  Timestamp time = 0;
  double x = 0;
  std::string label;   // "14:05"
  double label_x = 0;  // middle of the label: x, moved inwards at the ends
  std::string second;  // "Fri 18 Sep" where a day begins, "2026" where a year does; else ""
  double second_x = 0;
};

struct TimeAxisSpec {
  Timestamp from = 0;
  Timestamp to = 0;
  TimeZone zone = TimeZone::Utc();
  double left = 0;  // where `from` and `to` are
  double right = 0;
  double label_left = 0;  // labels keep inside these
  double label_right = 0;
  double second_right = 0;  // the second line may have less room: the zone's name stands there
  double gap = 18;          // least distance between two labels
  size_t most = 12;         // ticks
  std::function<double(std::string_view)> measure;
};

// The ticks of the smallest step whose labels have room. Labels never overlap, and no two ticks
// have the same texts. REQUIRES: from < to, left < right
std::vector<TimeTick> PlaceTimeTicks(const TimeAxisSpec& spec);

}  // namespace plumb::scene
