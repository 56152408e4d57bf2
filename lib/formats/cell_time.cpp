#include "formats/cell_time.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/number.h"
#include "formats/number_scan.h"
#include "model/sample.h"

namespace plumb::formats {

namespace {

// Where one unit ends and the next begins, by size: 1e11 s is the year 5138, 1e11 ms is 1973.
constexpr double kSecondsBelow = 1e11;
constexpr double kMillisecondsBelow = 1e14;
constexpr double kMicrosecondsBelow = 1e17;
constexpr double kNanosecondsBelow = 1e20;

bool TakeChar(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// `14:00[:05[.123]] [PM]`
bool TakeClock(std::string_view& text, CivilTime& civil) {
  const auto hour = TakeDigits(text, 1, 2);
  if (!hour || !TakeChar(text, ':')) return false;
  const auto minute = TakeDigits(text, 2, 2);
  if (!minute) return false;
  civil.hour = *hour;
  civil.minute = *minute;
  if (TakeChar(text, ':')) {
    const auto second = TakeDigits(text, 2, 2);
    if (!second) return false;
    civil.second = *second;
    if (TakeChar(text, '.') || TakeChar(text, ',')) {
      const auto ms = TakeFraction(text);
      if (!ms) return false;
      civil.millisecond = *ms;
    }
  }
  std::string_view rest = text;
  TakeChar(rest, ' ');
  if (TakeHalfOfDay(rest, civil.hour)) text = rest;
  return true;
}

// Behind a date: nothing, or a clock and perhaps a zone.
bool TakeRest(std::string_view text, ReadTime& read) {
  if (text.empty()) return true;
  if (!TakeChar(text, 'T') && !TakeChar(text, 't') && !TakeChar(text, ' ')) return false;
  while (TakeChar(text, ' ')) continue;
  if (!TakeClock(text, read.civil)) return false;
  if (text.empty()) return true;
  TakeChar(text, ' ');
  read.offset_seconds = TakeOffset(text);
  return read.offset_seconds && text.empty();
}

// `9/18/2026` or `18.09.2026`: what comes first is for the caller to know.
struct YearLast {
  int first = 0;
  int second = 0;
  int year = 0;
};

std::optional<YearLast> TakeYearLast(std::string_view& text, char mark) {
  const auto first = TakeDigits(text, 1, 2);
  if (!first || !TakeChar(text, mark)) return std::nullopt;
  const auto second = TakeDigits(text, 1, 2);
  if (!second || !TakeChar(text, mark)) return std::nullopt;
  const auto year = TakeDigits(text, 4, 4);
  if (!year) return std::nullopt;
  return YearLast{*first, *second, *year};
}

}  // namespace

bool LooksLikeEpoch(double t) {
  constexpr double kPowers[] = {1, 1e3, 1e6, 1e9};
  for (const double power : kPowers)
    if (t >= 1e9 * power && t < 1e10 * power) return true;
  return false;
}

bool LooksLikeDate(std::string_view cell) {
  if (cell.size() < 8 || !IsDigit(cell[0])) return false;
  const size_t at = cell.find_first_not_of("0123456789");
  if (at == std::string_view::npos) return false;
  const char mark = cell[at];
  if (mark != '-' && mark != '/' && mark != '.') return false;
  const size_t next = cell.find_first_not_of("0123456789", at + 1);
  if (next == std::string_view::npos || cell[next] != mark) return false;
  if (at == 4) return true;
  // 10.20.30.40 is none.
  const size_t stop = std::min(cell.find_first_not_of("0123456789", next + 1), cell.size());
  return at <= 2 && mark != '-' && stop - next == 5;
}

bool LooksLikeClock(std::string_view cell) {
  CivilTime civil;
  return TakeClock(cell, civil) && cell.empty();
}

Result<CellTimes> CellTimes::Make(const TimeZone& zone, std::string_view format) {
  CellTimes times(zone);
  if (format.empty()) return times;
  if (format == "s") {
    times.unit_ = Unit::kSeconds;
  } else if (format == "ms") {
    times.unit_ = Unit::kMilliseconds;
  } else if (format == "us") {
    times.unit_ = Unit::kMicroseconds;
  } else if (format == "ns") {
    times.unit_ = Unit::kNanoseconds;
  } else if (format.find('%') == std::string_view::npos) {
    return Error{Exit::kUsage,
                 fmt::format("'{}' is no time format: give s, ms, us, ns, or one of strptime(3) "
                             "like '%d.%m.%Y %H:%M'",
                             format)};
  } else {
    times.unit_ = Unit::kFormat;
    PLUMB_ASSIGN(times.format_, TimeFormat::Parse(format));
  }
  return times;
}

void CellTimes::Look(std::string_view cell) {
  if (unit_ != Unit::kFound) return;
  std::string_view text = cell;
  const auto date = TakeYearLast(text, '/');
  if (!date) return;
  const bool day_first = date->first > 12;
  const bool month_first = date->second > 12;
  if (day_first == month_first) {
    // The same number twice is the same date both ways.
    if (date->first != date->second && ambiguous_.empty()) ambiguous_ = cell;
    return;
  }
  const Order order = day_first ? Order::kDayFirst : Order::kMonthFirst;
  if (order_ != Order::kUnknown && order_ != order) ambiguous_ = cell;
  order_ = order_ == Order::kUnknown || order_ == order ? order : Order::kMixed;
}

Status CellTimes::CheckOrder() const {
  const bool clear = order_ == Order::kDayFirst || order_ == Order::kMonthFirst;
  if (clear || ambiguous_.empty()) return Ok();
  const auto colons = std::count(ambiguous_.begin(), ambiguous_.end(), ':');
  const std::string_view clock = colons == 0 ? "" : colons == 1 ? " %H:%M" : " %H:%M:%S";
  return Error{Exit::kUsage,
               fmt::format("'{0}' can be read in two ways; say which with --time-format "
                           "'%d/%m/%Y{1}' or '%m/%d/%Y{1}'",
                           ambiguous_, clock)};
}

bool CellTimes::Read(std::string_view cell, Timestamp& time) {
  if (cell == last_cell_ && !cell.empty()) {
    time = last_time_;
    return true;
  }
  std::string_view text = cell;
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (!Parse(text, time) || time > model::kMaxTime || time < model::kMinTime) return false;
  last_cell_ = cell;
  last_time_ = time;
  return true;
}

bool CellTimes::Parse(std::string_view cell, Timestamp& time) const {
  if (unit_ == Unit::kFormat) {
    const auto read = format_->Read(cell);
    return read && ToTime(*read, time);
  }
  if (unit_ != Unit::kFound || !LooksLikeDate(cell)) return ParseNumber(cell, unit_, time);
  ReadTime read;
  return ParseDate(cell, read.civil) && TakeRest(cell, read) && IsCivilTime(read.civil) &&
         ToTime(read, time);
}

bool CellTimes::ParseDate(std::string_view& text, CivilTime& civil) const {
  const size_t digits = text.find_first_not_of("0123456789");
  const char mark = text[digits];
  if (digits == 4) {
    civil.year = *TakeDigits(text, 4, 4);
    TakeChar(text, mark);
    const auto month = TakeDigits(text, 1, 2);
    if (!month || !TakeChar(text, mark)) return false;
    const auto day = TakeDigits(text, 1, 2);
    civil.month = *month;
    civil.day = day.value_or(0);
    return true;
  }
  const auto date = TakeYearLast(text, mark);
  if (!date) return false;
  // With points the day comes first everywhere.
  const bool day_first = mark == '.' || order_ == Order::kDayFirst;
  if (!day_first && order_ != Order::kMonthFirst && date->first != date->second) return false;
  civil.year = date->year;
  civil.month = day_first ? date->second : date->first;
  civil.day = day_first ? date->first : date->second;
  return true;
}

bool CellTimes::ParseNumber(std::string_view cell, Unit unit, Timestamp& time) {
  const char* end = cell.data() + cell.size();
  int64_t whole = 0;
  const auto [stop, error] = std::from_chars(cell.data(), end, whole);
  if (error == std::errc() && stop == end) {
    if (unit == Unit::kFound) unit = UnitOf(static_cast<double>(whole));
    if (unit == Unit::kSeconds) return __builtin_mul_overflow(whole, int64_t{1000}, &time) == 0;
    const int64_t per_ms = PerMillisecond(unit);
    time = whole / per_ms - (whole % per_ms < 0 ? 1 : 0);
    return true;
  }
  const auto number = ParseFloat(cell);
  if (!number || !std::isfinite(*number)) return false;
  if (unit == Unit::kFound && std::abs(*number) >= kNanosecondsBelow) return false;
  if (unit == Unit::kFound) unit = UnitOf(*number);
  const double ms = unit == Unit::kSeconds
                        ? *number * 1000
                        : std::floor(*number / static_cast<double>(PerMillisecond(unit)));
  if (!(std::abs(ms) <= static_cast<double>(model::kMaxTime))) return false;
  time = std::llround(ms);
  return true;
}

CellTimes::Unit CellTimes::UnitOf(double number) {
  const double size = std::abs(number);
  if (size < kSecondsBelow) return Unit::kSeconds;
  if (size < kMillisecondsBelow) return Unit::kMilliseconds;
  return size < kMicrosecondsBelow ? Unit::kMicroseconds : Unit::kNanoseconds;
}

// What is smaller is dropped. REQUIRES: not of seconds
int64_t CellTimes::PerMillisecond(Unit unit) {
  if (unit == Unit::kMicroseconds) return 1000;
  return unit == Unit::kNanoseconds ? 1'000'000 : 1;
}

bool CellTimes::ToTime(const ReadTime& read, Timestamp& time) const {
  constexpr int64_t kSecondsPerDay = 86'400;
  if (read.epoch) {
    time = *read.epoch + read.civil.millisecond;
    return true;
  }
  if (!read.offset_seconds && !zone_.is_utc()) {
    time = zone_.FromCivil(read.civil);
    return true;
  }
  const CivilTime& c = read.civil;
  // The day may be one of the year (%j): DaysFromCivil counts from the first of its month.
  const int64_t seconds = (DaysFromCivil(c.year, c.month, 1) + c.day - 1) * kSecondsPerDay +
                          c.hour * 3600 + c.minute * 60 + c.second;
  time = (seconds - read.offset_seconds.value_or(0)) * 1000 + c.millisecond;
  return true;
}

}  // namespace plumb::formats
