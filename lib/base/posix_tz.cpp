#include "base/posix_tz.h"

#include <algorithm>
#include <array>

#include "fmt/format.h"

#include "base/time_zone.h"

namespace plumb {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;
constexpr int kMaxOffsetHours = 24;
constexpr int kMaxRuleHours = 167;  // RFC 8536, section 3.3.1
constexpr std::string_view kDefaultDates = ",M3.2.0,M11.1.0";

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsLetter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Reads the parts of a TZ string one after the other; a part that is not there is nullopt.
class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  // REQUIRES: !done()
  [[nodiscard]] char next() const { return rest_.front(); }

  bool Take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // CET, or <+03>
  std::optional<std::string> Name() {
    const bool quoted = Take('<');
    const auto belongs = [quoted](char c) {
      return IsLetter(c) || (quoted && (IsDigit(c) || c == '+' || c == '-'));
    };
    size_t size = 0;
    while (size < rest_.size() && belongs(rest_[size])) ++size;
    std::string name(rest_.substr(0, size));
    rest_.remove_prefix(size);
    constexpr size_t kShortest = 3;  // POSIX
    if (name.size() < kShortest || (quoted && !Take('>'))) return std::nullopt;
    return name;
  }

  std::optional<int> Number(int least, int most) {
    int value = 0;
    size_t digits = 0;
    constexpr size_t kMostDigits = 3;
    for (; digits < rest_.size() && digits < kMostDigits && IsDigit(rest_[digits]); ++digits) {
      value = value * 10 + (rest_[digits] - '0');
    }
    if (digits == 0 || value < least || value > most) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }

  // [+-]hh[:mm[:ss]] in seconds
  std::optional<int64_t> Time(int most_hours) {
    const bool negative = Take('-');
    if (!negative) Take('+');
    const std::optional<int> hours = Number(0, most_hours);
    if (!hours) return std::nullopt;
    int64_t seconds = *hours * 3600;
    for (const int unit : {60, 1}) {
      if (!Take(':')) break;
      const std::optional<int> part = Number(0, 59);
      if (!part) return std::nullopt;
      seconds += *part * unit;
    }
    return negative ? -seconds : seconds;
  }

  // ,M3.5.0/2
  std::optional<PosixTz::YearlyMoment> Moment() {
    if (!Take(',')) return std::nullopt;
    std::optional<PosixTz::YearlyMoment> moment = Date();
    if (!moment) return std::nullopt;
    moment->seconds = 2 * 3600;
    if (Take('/')) {
      const std::optional<int64_t> time = Time(kMaxRuleHours);
      if (!time) return std::nullopt;
      moment->seconds = *time;
    }
    return moment;
  }

 private:
  std::optional<PosixTz::YearlyMoment> Date() {
    using Kind = PosixTz::YearlyMoment::Kind;
    if (Take('M')) {
      const std::optional<int> month = Number(1, 12);
      if (!month || !Take('.')) return std::nullopt;
      const std::optional<int> week = Number(1, 5);
      if (!week || !Take('.')) return std::nullopt;
      const std::optional<int> day = Number(0, 6);
      if (!day) return std::nullopt;
      return PosixTz::YearlyMoment{Kind::kWeekday, *day, *month, *week, 0};
    }
    const bool julian = Take('J');
    const std::optional<int> day = Number(julian ? 1 : 0, 365);
    if (!day) return std::nullopt;
    return PosixTz::YearlyMoment{julian ? Kind::kJulian : Kind::kDayOfYear, *day, 1, 1, 0};
  }

  std::string_view rest_;
};

// A name and an offset west of UTC, which is how POSIX counts.
std::optional<ZoneType> TakeStandard(Parser& parser) {
  std::optional<std::string> name = parser.Name();
  if (!name) return std::nullopt;
  const std::optional<int64_t> west = parser.Time(kMaxOffsetHours);
  if (!west) return std::nullopt;
  return ZoneType{-*west, *std::move(name)};
}

// A name and perhaps an offset: an hour ahead of standard time if it is not given.
std::optional<ZoneType> TakeDaylight(Parser& parser, int64_t standard_offset) {
  std::optional<std::string> name = parser.Name();
  if (!name) return std::nullopt;
  if (parser.done() || parser.next() == ',') {
    return ZoneType{standard_offset + 3600, *std::move(name)};
  }
  const std::optional<int64_t> west = parser.Time(kMaxOffsetHours);
  if (!west) return std::nullopt;
  return ZoneType{-*west, *std::move(name)};
}

std::optional<PosixTz> Parse(std::string_view text) {
  Parser parser(text);
  const std::optional<ZoneType> standard = TakeStandard(parser);
  if (!standard) return std::nullopt;
  PosixTz rule;
  rule.standard = *standard;
  if (parser.done()) return rule;
  rule.daylight = TakeDaylight(parser, standard->offset_seconds);
  if (!rule.daylight) return std::nullopt;
  if (parser.done()) parser = Parser(kDefaultDates);
  const std::optional<PosixTz::YearlyMoment> begins = parser.Moment();
  if (!begins) return std::nullopt;
  const std::optional<PosixTz::YearlyMoment> ends = parser.Moment();
  if (!ends || !parser.done()) return std::nullopt;
  rule.daylight_begins = *begins;
  rule.daylight_ends = *ends;
  return rule;
}

// 0 = Sunday
int WeekdayOf(int64_t days) {
  constexpr int kWeekdayOf1970 = 4;
  const int64_t weekday = (days % 7 + 7 + kWeekdayOf1970) % 7;
  return static_cast<int>(weekday);
}

// The day of the moment in a year, in days since 1970.
int64_t DayIn(const PosixTz::YearlyMoment& moment, int64_t year) {
  using Kind = PosixTz::YearlyMoment::Kind;
  const int64_t new_year = DaysFromCivil(year, 1, 1);
  if (moment.kind == Kind::kDayOfYear) return new_year + moment.day;
  if (moment.kind == Kind::kJulian) {
    constexpr int kLastOfFebruary = 59;
    const bool leap = DaysInMonth(year, 2) == 29;
    return new_year + moment.day - 1 + (leap && moment.day > kLastOfFebruary ? 1 : 0);
  }
  const int64_t first = DaysFromCivil(year, moment.month, 1);
  const int to_weekday = (moment.day - WeekdayOf(first) + 7) % 7;
  int day = to_weekday + 7 * (moment.week - 1);
  if (day >= DaysInMonth(year, moment.month)) day -= 7;  // the fifth may be the fourth
  return first + day;
}

int64_t YearOf(int64_t unix_seconds) {
  // Near enough: the years around it are looked at too.
  constexpr int64_t kSecondsPerYear = 31'556'952;
  const int64_t years = unix_seconds / kSecondsPerYear;
  return 1970 + years - (unix_seconds % kSecondsPerYear < 0 ? 1 : 0);
}

}  // namespace

Result<PosixTz> ParsePosixTz(std::string_view text) {
  std::optional<PosixTz> rule = Parse(text);
  if (rule) return *std::move(rule);
  return Error{Exit::kUsage, fmt::format("invalid time zone rule '{}', expected something like "
                                         "'CET-1CEST,M3.5.0,M10.5.0/3'",
                                         text)};
}

const ZoneType& TypeAt(const PosixTz& rule, int64_t unix_seconds) {
  if (!rule.daylight) return rule.standard;
  struct Change {
    int64_t time;
    bool to_daylight;
  };
  std::array<Change, 6> changes;
  const int64_t year = YearOf(unix_seconds);
  size_t n = 0;
  for (int64_t y = year - 1; y <= year + 1; ++y) {
    const auto at = [&](const PosixTz::YearlyMoment& moment, const ZoneType& before) {
      return DayIn(moment, y) * kSecondsPerDay + moment.seconds - before.offset_seconds;
    };
    changes[n++] = {at(rule.daylight_begins, rule.standard), true};
    changes[n++] = {at(rule.daylight_ends, *rule.daylight), false};
  }
  // Where one daylight time ends as the next begins, daylight time goes on (RFC 8536, all-year
  // DST).
  std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
    return a.time != b.time ? a.time < b.time : !a.to_daylight && b.to_daylight;
  });
  const auto next = std::find_if(changes.begin(), changes.end(),
                                 [&](const Change& change) { return change.time > unix_seconds; });
  const bool daylight = next == changes.begin() ? !next->to_daylight : std::prev(next)->to_daylight;
  return daylight ? *rule.daylight : rule.standard;
}

}  // namespace plumb
