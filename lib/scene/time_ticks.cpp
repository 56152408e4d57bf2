#include "scene/time_ticks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "fmt/format.h"

namespace plumb::scene {
namespace {

constexpr int64_t kSecondMs = 1000;
constexpr int64_t kMinuteMs = 60 * kSecondMs;
constexpr int64_t kHourMs = 60 * kMinuteMs;
constexpr int64_t kDayMs = 24 * kHourMs;
constexpr size_t kMostTicks = 2000;  // a bound on work for callers that ask for a tiny step

// Neighbours differ by 2.5 times at most, so that wherever five labels have room two ticks are
// found.
constexpr std::array<TimeStep, 54> kLadder = {{
    {TimeUnit::kMillisecond, 1},   {TimeUnit::kMillisecond, 2},   {TimeUnit::kMillisecond, 5},
    {TimeUnit::kMillisecond, 10},  {TimeUnit::kMillisecond, 20},  {TimeUnit::kMillisecond, 50},
    {TimeUnit::kMillisecond, 100}, {TimeUnit::kMillisecond, 200}, {TimeUnit::kMillisecond, 500},
    {TimeUnit::kSecond, 1},        {TimeUnit::kSecond, 2},        {TimeUnit::kSecond, 5},
    {TimeUnit::kSecond, 10},       {TimeUnit::kSecond, 15},       {TimeUnit::kSecond, 30},
    {TimeUnit::kMinute, 1},        {TimeUnit::kMinute, 2},        {TimeUnit::kMinute, 5},
    {TimeUnit::kMinute, 10},       {TimeUnit::kMinute, 15},       {TimeUnit::kMinute, 30},
    {TimeUnit::kHour, 1},          {TimeUnit::kHour, 2},          {TimeUnit::kHour, 3},
    {TimeUnit::kHour, 4},          {TimeUnit::kHour, 6},          {TimeUnit::kHour, 8},
    {TimeUnit::kHour, 12},         {TimeUnit::kDay, 1},           {TimeUnit::kDay, 2},
    {TimeUnit::kDay, 3},           {TimeUnit::kDay, 7},           {TimeUnit::kDay, 14},
    {TimeUnit::kMonth, 1},         {TimeUnit::kMonth, 2},         {TimeUnit::kMonth, 3},
    {TimeUnit::kMonth, 4},         {TimeUnit::kMonth, 6},         {TimeUnit::kYear, 1},
    {TimeUnit::kYear, 2},          {TimeUnit::kYear, 5},          {TimeUnit::kYear, 10},
    {TimeUnit::kYear, 20},         {TimeUnit::kYear, 50},         {TimeUnit::kYear, 100},
    {TimeUnit::kYear, 200},        {TimeUnit::kYear, 500},        {TimeUnit::kYear, 1000},
    {TimeUnit::kYear, 2000},       {TimeUnit::kYear, 5000},       {TimeUnit::kYear, 10000},
    {TimeUnit::kYear, 20000},      {TimeUnit::kYear, 50000},      {TimeUnit::kYear, 100000},
}};

constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<const char*, 7> kWeekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

int64_t FloorDivide(int64_t a, int64_t b) {
  const int64_t quotient = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

int64_t OffsetMs(const TimeZone& zone, Timestamp t) {
  return zone.OffsetSeconds(t) * 1000;
}

// The first time after `t` that is a multiple of `step` on a wall clock `offset` ahead of UTC.
Timestamp NextRound(Timestamp t, int64_t step, int64_t offset) {
  return (FloorDivide(t + offset, step) + 1) * step - offset;
}

// The first tick after `t` of a step shorter than a day.
Timestamp NextClockTick(Timestamp t, int64_t step, const TimeZone& zone) {
  const int64_t before = OffsetMs(zone, t);
  const Timestamp same = NextRound(t, step, before);
  const int64_t after = OffsetMs(zone, same);
  if (after == before) return same;
  // The offset changes on the way: the first round time of the new wall clock that lies in its
  // reign.
  Timestamp next = NextRound(t, step, after);
  while (OffsetMs(zone, next) != after) next = NextRound(next, step, after);
  return next;
}

std::vector<Timestamp> ClockTicks(int64_t step, Timestamp from, Timestamp to,
                                  const TimeZone& zone) {
  std::vector<Timestamp> ticks;
  std::optional<Timestamp> last;
  for (Timestamp t = NextClockTick(from - 1, step, zone); t <= to && ticks.size() < kMostTicks;
       t = NextClockTick(t, step, zone)) {
    if (last && t - *last < step * 3 / 4) continue;
    ticks.push_back(t);
    last = t;
  }
  return ticks;
}

// Midnight of the zone on a day given by its distance from 1970-01-01.
Timestamp Midnight(int64_t days, const TimeZone& zone) {
  return zone.FromCivil({.year = 1970, .month = 1, .day = static_cast<int>(1 + days)});
}

std::vector<Timestamp> DayTicks(int64_t step, Timestamp from, Timestamp to, const TimeZone& zone) {
  // Weeks begin on Monday; 1970-01-05 was one.
  const int64_t phase = step % 7 == 0 ? 4 : 0;
  const CivilTime civil = zone.ToCivil(from);
  const int64_t first = DaysFromCivil(civil.year, civil.month, civil.day);
  std::vector<Timestamp> ticks;
  for (int64_t day = FloorDivide(first - phase, step) * step + phase;; day += step) {
    const Timestamp t = Midnight(day, zone);
    if (t > to || ticks.size() >= kMostTicks) return ticks;
    if (t >= from) ticks.push_back(t);
  }
}

std::vector<Timestamp> MonthTicks(int64_t months, Timestamp from, Timestamp to,
                                  const TimeZone& zone) {
  const CivilTime civil = zone.ToCivil(from);
  std::vector<Timestamp> ticks;
  for (int64_t month = FloorDivide(civil.year * 12 + civil.month - 1, months) * months;;
       month += months) {
    const int64_t year = FloorDivide(month, 12);
    const Timestamp t =
        zone.FromCivil({.year = year, .month = static_cast<int>(month - year * 12) + 1, .day = 1});
    if (t > to || ticks.size() >= kMostTicks) return ticks;
    if (t >= from) ticks.push_back(t);
  }
}

std::string ClockText(const CivilTime& civil, TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kMillisecond:
      return fmt::format("{:02}:{:02}:{:02}.{:03}", civil.hour, civil.minute, civil.second,
                         civil.millisecond);
    case TimeUnit::kSecond:
      return fmt::format("{:02}:{:02}:{:02}", civil.hour, civil.minute, civil.second);
    case TimeUnit::kMinute:
    case TimeUnit::kHour:
      return fmt::format("{:02}:{:02}", civil.hour, civil.minute);
    case TimeUnit::kDay:
      return fmt::format("{} {}", civil.day, kMonths[static_cast<size_t>(civil.month - 1)]);
    case TimeUnit::kMonth:
      return kMonths[static_cast<size_t>(civil.month - 1)];
    case TimeUnit::kYear:
      return fmt::format("{}", civil.year);
  }
  return "";
}

std::string DateText(const CivilTime& civil) {
  return fmt::format("{} {} {}", kWeekdays[static_cast<size_t>(civil.weekday)], civil.day,
                     kMonths[static_cast<size_t>(civil.month - 1)]);
}

// What stands under a tick: what begins there, or holds at the first tick. `before` is the tick
// before.
std::string SecondText(const TimeStep& step, Timestamp time, const std::optional<Timestamp>& before,
                       const TimeZone& zone) {
  if (step.unit == TimeUnit::kYear) return "";
  const CivilTime now = zone.ToCivil(time);
  const bool year_begins = !before || zone.ToCivil(*before).year != now.year;
  if (step.unit == TimeUnit::kDay || step.unit == TimeUnit::kMonth)
    return year_begins ? fmt::format("{}", now.year) : "";
  const bool day_begins = !before || zone.ToCivil(*before).day != now.day || year_begins;
  std::string text = day_begins ? DateText(now) : "";
  if (before && year_begins) text += fmt::format(" {}", now.year);
  // Where clocks are put back the same times come twice; the zone's abbreviation tells them apart.
  if (before && zone.OffsetSeconds(*before) != zone.OffsetSeconds(time)) {
    if (!text.empty()) text += ' ';
    text += zone.Abbreviation(time);
  }
  return text;
}

double MiddleWithin(double x, double width, double left, double right) {
  return std::max(std::min(x, right - width / 2), left + width / 2);
}

std::vector<TimeTick> LabelTicks(const TimeAxisSpec& spec, const TimeStep& step,
                                 const std::vector<Timestamp>& times) {
  std::vector<TimeTick> ticks;
  std::optional<Timestamp> before;
  const double scale = (spec.right - spec.left) / static_cast<double>(spec.to - spec.from);
  for (const Timestamp t : times) {
    TimeTick tick;
    tick.time = t;
    tick.x = spec.left + static_cast<double>(t - spec.from) * scale;
    tick.label = ClockText(spec.zone.ToCivil(t), step.unit);
    tick.label_x =
        MiddleWithin(tick.x, spec.measure(tick.label), spec.label_left, spec.label_right);
    tick.second = SecondText(step, t, before, spec.zone);
    tick.second_x =
        MiddleWithin(tick.x, spec.measure(tick.second), spec.label_left, spec.second_right);
    ticks.push_back(std::move(tick));
    before = t;
  }
  return ticks;
}

bool FirstLevelFits(const TimeAxisSpec& spec, const std::vector<TimeTick>& ticks) {
  if (ticks.size() > spec.most) return false;
  for (size_t i = 1; i < ticks.size(); ++i) {
    const double end = ticks[i - 1].label_x + spec.measure(ticks[i - 1].label) / 2;
    const double begin = ticks[i].label_x - spec.measure(ticks[i].label) / 2;
    if (begin - end < spec.gap) return false;
  }
  return true;
}

// Removes second lines that collide. One that says what begins goes before that of the first tick,
// which only says what already holds. False if one that says what begins had to go.
bool ThinSecondLevel(const TimeAxisSpec& spec, std::vector<TimeTick>& ticks) {
  double end = -1e300;
  double first_end = -1e300;
  bool complete = true;
  for (size_t i = 0; i < ticks.size(); ++i) {
    TimeTick& tick = ticks[i];
    if (tick.second.empty()) continue;
    const double half = spec.measure(tick.second) / 2;
    if (2 * half > spec.second_right - spec.label_left) {
      tick.second.clear();
      complete = complete && i == 0;
      continue;
    }
    if (tick.second_x - half < end + spec.gap / 2) {
      if (end != first_end) {
        tick.second.clear();
        complete = false;
        continue;
      }
      ticks.front().second.clear();
    }
    end = tick.second_x + half;
    if (i == 0) first_end = end;
  }
  return complete;
}

// Keeps the first of every `every` ticks.
std::vector<Timestamp> EveryNth(const std::vector<Timestamp>& times, size_t every) {
  std::vector<Timestamp> kept;
  for (size_t i = 0; i < times.size(); i += every) kept.push_back(times[i]);
  return kept;
}

}  // namespace

std::span<const TimeStep> TimeLadder() {
  return kLadder;
}

int64_t ApproximateMs(const TimeStep& step) {
  switch (step.unit) {
    case TimeUnit::kMillisecond:
      return step.count;
    case TimeUnit::kSecond:
      return step.count * kSecondMs;
    case TimeUnit::kMinute:
      return step.count * kMinuteMs;
    case TimeUnit::kHour:
      return step.count * kHourMs;
    case TimeUnit::kDay:
      return step.count * kDayMs;
    case TimeUnit::kMonth:
      return step.count * kDayMs * 30;
    case TimeUnit::kYear:
      return step.count * kDayMs * 365;
  }
  return 1;
}

std::vector<Timestamp> TimeTicksAt(const TimeStep& step, Timestamp from, Timestamp to,
                                   const TimeZone& zone) {
  switch (step.unit) {
    case TimeUnit::kDay:
      return DayTicks(step.count, from, to, zone);
    case TimeUnit::kMonth:
      return MonthTicks(step.count, from, to, zone);
    case TimeUnit::kYear:
      return MonthTicks(step.count * 12, from, to, zone);
    default:
      return ClockTicks(ApproximateMs(step), from, to, zone);
  }
}

std::vector<TimeTick> PlaceTimeTicks(const TimeAxisSpec& spec) {
  const int64_t span = spec.to - spec.from;
  std::vector<TimeTick> best;
  for (size_t i = 0; i < kLadder.size(); ++i) {
    const TimeStep& step = kLadder[i];
    if (ApproximateMs(step) < span / static_cast<int64_t>(spec.most + 1)) continue;
    const std::vector<Timestamp> times = TimeTicksAt(step, spec.from, spec.to, spec.zone);
    if (times.size() < 2 && !best.empty()) break;
    best = LabelTicks(spec, step, times);
    if (FirstLevelFits(spec, best) && ThinSecondLevel(spec, best)) return best;
    // No round step may fit between one that is too fine and one that leaves a single tick: then
    // the fine one, thinned out.
    const bool last_chance = i + 1 == kLadder.size() ||
                             TimeTicksAt(kLadder[i + 1], spec.from, spec.to, spec.zone).size() < 2;
    for (size_t every = 2; last_chance && every <= times.size(); ++every) {
      best = LabelTicks(spec, step, EveryNth(times, every));
      if (FirstLevelFits(spec, best)) break;
    }
    if (last_chance) break;
  }
  (void)ThinSecondLevel(spec, best);
  return best;
}

}  // namespace plumb::scene
