#include "base/time_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <system_error>

#include "fmt/format.h"

namespace plumb {
namespace {

constexpr std::string_view kDateShape = "0000-00-00";
constexpr std::string_view kExamples =
    "examples: now, -1h, yesterday, now-1d/d, 14:00, 2026-09-18 14:00, 2026-09-18T14:00:00Z, "
    "1789740000";

// The years that RFC 3339 can write: 0001-01-01 to 9999-12-31.
constexpr Timestamp kEarliest = -62'135'596'800'000;
constexpr Timestamp kLatest = 253'402'300'799'999;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsLetter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// A unit of an offset or of rounding: a number of months, days or milliseconds; and the first
// moment of the unit that a wall clock time lies in.
struct Unit {
  std::string_view name;
  int64_t months;
  int64_t days;
  DurationMs ms;
  CivilTime (*start)(const CivilTime&);  // null: not for rounding
};

constexpr std::array<Unit, 8> kUnits = {{
    {"ms", 0, 0, 1, nullptr},
    {"s", 0, 0, kSecond,
     [](const CivilTime& c) {
       return CivilTime{c.year, c.month, c.day, c.hour, c.minute, c.second};
     }},
    {"m", 0, 0, kMinute,
     [](const CivilTime& c) {
       return CivilTime{c.year, c.month, c.day, c.hour, c.minute};
     }},
    {"h", 0, 0, kHour,
     [](const CivilTime& c) {
       return CivilTime{c.year, c.month, c.day, c.hour};
     }},
    {"d", 0, 1, 0,
     [](const CivilTime& c) {
       return CivilTime{c.year, c.month, c.day};
     }},
    {"w", 0, 7, 0,
     [](const CivilTime& c) {
       return CivilTime{c.year, c.month, c.day - (c.weekday + 6) % 7};
     }},
    {"M", 1, 0, 0,
     [](const CivilTime& c) {
       return CivilTime{c.year, c.month};
     }},
    {"y", 12, 0, 0, [](const CivilTime& c) { return CivilTime{c.year}; }},
}};

const Unit* FindUnit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

// How far an offset goes: parts of it are of the calendar, the rest is exact time.
struct Distance {
  int64_t months = 0;
  int64_t days = 0;
  DurationMs ms = 0;
};

// The same day of another month, or that month's last day where it is shorter.
CivilTime AddMonths(CivilTime civil, int64_t months) {
  const int64_t index = civil.year * 12 + civil.month - 1 + months;
  civil.year = index / 12 - (index % 12 < 0 ? 1 : 0);
  civil.month = static_cast<int>(index - civil.year * 12) + 1;
  civil.day = std::min(civil.day, DaysInMonth(civil.year, civil.month));
  return civil;
}

Timestamp Add(Timestamp t, const Distance& distance, const TimeZone& zone) {
  if (distance.months != 0 || distance.days != 0) {
    CivilTime civil = AddMonths(zone.ToCivil(t), distance.months);
    civil.day += static_cast<int>(distance.days);
    t = zone.FromCivil(civil);
  }
  return t + distance.ms;
}

Timestamp RoundDown(Timestamp t, const Unit& unit, const TimeZone& zone) {
  const CivilTime civil = zone.ToCivil(t);
  CivilTime start = unit.start(civil);
  const Timestamp earliest = zone.FromCivil(start);
  if (unit.ms == 0) return earliest;
  // In an hour that occurs twice its own start is meant, which is the nearer one.
  const Timestamp nearest =
      t - (TimeZone::Utc().FromCivil(civil) - TimeZone::Utc().FromCivil(start));
  start.weekday = civil.weekday;
  return zone.ToCivil(nearest) == start ? nearest : earliest;
}

// Reads one time from left to right. Each Take… reads what it names at the start of the rest and
// moves past it, or leaves the rest as it is.
class Parser {
 public:
  Parser(std::string_view text, const TimeContext& context)
      : text_(text), rest_(text), context_(context) {}

  Result<Timestamp> Parse() {
    SkipSpaces();
    PLUMB_ASSIGN(Timestamp t, Start());
    for (SkipSpaces(); IsInRange(t) && !rest_.empty(); SkipSpaces()) {
      PLUMB_ASSIGN(t, Change(t));
    }
    if (!IsInRange(t)) return OutOfRange();
    return t;
  }

 private:
  static bool IsInRange(Timestamp t) { return t >= kEarliest && t <= kLatest; }

  // What stands before offsets and rounding.
  Result<Timestamp> Start() {
    if (const std::optional<CivilTime> date = TakeDate()) return TimeOnDate(*date);
    if (LooksLikeDate()) {
      return Error{Exit::kUsage,
                   fmt::format("there is no day '{}'", rest_.substr(0, kDateShape.size()))};
    }
    if (const std::optional<CivilTime> clock = TakeClock()) {
      CivilTime civil = Midnight(0);
      civil.hour = clock->hour;
      civil.minute = clock->minute;
      civil.second = clock->second;
      civil.millisecond = clock->millisecond;
      return context_.zone.FromCivil(civil);
    }
    if (const std::optional<Timestamp> epoch = TakeEpoch()) return *epoch;
    if (!rest_.empty() && (rest_.front() == '-' || rest_.front() == '+')) return context_.now;
    return Word();
  }

  Result<Timestamp> Word() {
    size_t size = 0;
    while (size < rest_.size() && IsLetter(rest_[size])) ++size;
    const std::string_view word = rest_.substr(0, size);
    const std::string_view before = rest_;
    rest_.remove_prefix(size);
    if (word == "now") return context_.now;
    if (word == "today") return context_.zone.FromCivil(Midnight(0));
    if (word == "yesterday") return context_.zone.FromCivil(Midnight(-1));
    if (word == "tomorrow") return context_.zone.FromCivil(Midnight(1));
    if (word == "start" || word == "end") {
      const std::optional<Timestamp>& named = word == "start" ? context_.start : context_.end;
      if (named) return *named;
      return Error{
          Exit::kUsage,
          fmt::format("'{}' in the time '{}' needs a range, and there is none here", word, text_)};
    }
    return NotUnderstood(before);
  }

  // What may follow a date: a time of day, and behind that a zone.
  Result<Timestamp> TimeOnDate(CivilTime civil) {
    const std::string_view before = rest_;
    if (!rest_.empty() && std::string_view("Tt ").find(rest_.front()) != std::string_view::npos) {
      rest_.remove_prefix(1);
      if (const std::optional<CivilTime> clock = TakeClock()) {
        civil.hour = clock->hour;
        civil.minute = clock->minute;
        civil.second = clock->second;
        civil.millisecond = clock->millisecond;
        const std::string_view behind = rest_;
        SkipSpaces();
        const std::optional<int64_t> offset = TakeOffset();
        if (!offset) rest_ = behind;
        if (!offset) return context_.zone.FromCivil(civil);
        return TimeZone::Utc().FromCivil(civil) - *offset * kSecond;
      }
      // After a space an offset may follow; after a T it must be a time.
      if (before.front() != ' ') return NotUnderstood(before);
    }
    return context_.zone.FromCivil(civil);
  }

  // -1d, +1h30m, /w
  Result<Timestamp> Change(Timestamp t) {
    const std::string_view before = rest_;
    const char sign = rest_.front();
    rest_.remove_prefix(1);
    SkipSpaces();
    if (sign == '/') {
      const std::string_view name = TakeLetters();
      const Unit* unit = FindUnit(name);
      if (unit == nullptr || unit->start == nullptr) {
        return NotUnderstood(before, "rounding is to /s, /m, /h, /d, /w, /M or /y");
      }
      return RoundDown(t, *unit, context_.zone);
    }
    if (sign != '-' && sign != '+') return NotUnderstood(before);
    const std::optional<Distance> distance = TakeDistance(sign == '-' ? -1 : 1);
    if (!distance) {
      return NotUnderstood(before,
                           "an offset is numbers with units: ms, s, m, h, d, w, M (months), y");
    }
    return Add(t, *distance, context_.zone);
  }

  std::optional<Distance> TakeDistance(int sign) {
    Distance distance;
    const std::string_view before = rest_;
    while (!rest_.empty() && IsDigit(rest_.front())) {
      int64_t count = 0;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), count);
      rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
      const Unit* unit = FindUnit(TakeLetters());
      if (unit == nullptr) return std::nullopt;
      if (error != std::errc()) count = std::numeric_limits<int64_t>::max();
      Grow(distance.months, sign * count, unit->months, kFarMonths);
      Grow(distance.days, sign * count, unit->days, kFarDays);
      Grow(distance.ms, sign * count, unit->ms, kFarMs);
    }
    return rest_.size() < before.size() ? std::optional(distance) : std::nullopt;
  }

  // 20 000 years: from every year there is to none that there is.
  static constexpr int64_t kFarMonths = 20'000 * 12;
  static constexpr int64_t kFarDays = 20'000 * 366;
  static constexpr int64_t kFarMs = kFarDays * kDay;

  // sum += count * size, kept within -far..far.
  static void Grow(int64_t& sum, int64_t count, int64_t size, int64_t far) {
    if (size == 0) return;
    const int64_t added = std::clamp(count, -far / size, far / size) * size;
    sum = std::clamp(sum + added, -far, far);
  }

  // Epoch seconds, or milliseconds where seconds would be past the year 5138.
  std::optional<Timestamp> TakeEpoch() {
    double value = 0;
    const char* const end = rest_.data() + rest_.size();
    const auto [stop, error] = std::from_chars(rest_.data(), end, value, std::chars_format::fixed);
    const auto size = static_cast<size_t>(stop - rest_.data());
    const std::string_view number = rest_.substr(0, size);
    const bool has_digit = number.find_first_of("0123456789") != std::string_view::npos;
    // "-1h" is an offset, and "5m" is nothing.
    if (!has_digit || (stop != end && (IsLetter(*stop) || *stop == ':'))) return std::nullopt;
    rest_.remove_prefix(size);
    constexpr double kFirstOfMilliseconds = 1e11;
    const bool seconds =
        number.find('.') != std::string_view::npos || std::abs(value) < kFirstOfMilliseconds;
    const double ms = std::round(seconds ? value * 1000 : value);
    // Also what does not fit a double is out of range, which Parse says.
    if (error != std::errc() || !(std::abs(ms) < 1e15)) return kLatest + 1;
    return static_cast<Timestamp>(ms);
  }

  // 2026-09-18
  // 2026-13-01: digits where a date has them, though no calendar has that day.
  [[nodiscard]] bool LooksLikeDate() const {
    if (rest_.size() < kDateShape.size()) return false;
    for (size_t i = 0; i < kDateShape.size(); ++i)
      if (kDateShape[i] == '-' ? rest_[i] != '-' : !IsDigit(rest_[i])) return false;
    return true;
  }

  std::optional<CivilTime> TakeDate() {
    const std::string_view before = rest_;
    const std::optional<int> year = TakeNumber(4, 9999);
    const bool first_dash = year && TakeChar('-');
    const std::optional<int> month = first_dash ? TakeNumber(2, 12) : std::nullopt;
    const bool second_dash = month && TakeChar('-');
    const std::optional<int> day = second_dash ? TakeNumber(2, 31) : std::nullopt;
    if (!day || *month < 1 || *day < 1 || *day > DaysInMonth(*year, *month)) {
      rest_ = before;
      return std::nullopt;
    }
    return CivilTime{*year, *month, *day};
  }

  // 14:00, 14:00:00, 14:00:00.250
  std::optional<CivilTime> TakeClock() {
    const std::string_view before = rest_;
    CivilTime clock;
    const std::optional<int> hour = TakeNumber(2, 23);
    const bool colon = hour && TakeChar(':');
    const std::optional<int> minute = colon ? TakeNumber(2, 59) : std::nullopt;
    if (!minute) {
      rest_ = before;
      return std::nullopt;
    }
    clock.hour = *hour;
    clock.minute = *minute;
    if (!TakeChar(':')) return clock;
    constexpr int kLeapSecond = 60;  // RFC 3339 allows it; it is the next minute's first
    const std::optional<int> second = TakeNumber(2, kLeapSecond);
    if (!second) {
      rest_ = before;
      return std::nullopt;
    }
    clock.second = *second;
    if (rest_.size() > 1 && rest_[0] == '.' && IsDigit(rest_[1])) {
      rest_.remove_prefix(1);
      int weight = 100;  // digits past the milliseconds are dropped
      for (; !rest_.empty() && IsDigit(rest_.front()); rest_.remove_prefix(1), weight /= 10) {
        clock.millisecond += (rest_.front() - '0') * weight;
      }
    }
    return clock;
  }

  // Z, +02:00: seconds east of UTC
  std::optional<int64_t> TakeOffset() {
    if (TakeChar('Z') || TakeChar('z')) return 0;
    const std::string_view before = rest_;
    const bool west = TakeChar('-');
    const bool is_signed = west || TakeChar('+');
    const std::optional<int> hours = is_signed ? TakeNumber(2, 23) : std::nullopt;
    const bool colon = hours && TakeChar(':');
    const std::optional<int> minutes = colon ? TakeNumber(2, 59) : std::nullopt;
    if (!minutes) {
      rest_ = before;
      return std::nullopt;
    }
    const int64_t seconds = *hours * 3600 + *minutes * 60;
    return west ? -seconds : seconds;
  }

  // Exactly so many digits with no further behind them, at most `most` in value.
  std::optional<int> TakeNumber(size_t digits, int most) {
    int value = 0;
    for (size_t i = 0; i < digits; ++i) {
      if (i >= rest_.size() || !IsDigit(rest_[i])) return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    if (value > most || (digits < rest_.size() && IsDigit(rest_[digits]))) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }

  std::string_view TakeLetters() {
    size_t size = 0;
    while (size < rest_.size() && IsLetter(rest_[size])) ++size;
    const std::string_view letters = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return letters;
  }

  bool TakeChar(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void SkipSpaces() {
    while (TakeChar(' ')) {
    }
  }

  // Midnight of today, or of as many days later.
  [[nodiscard]] CivilTime Midnight(int days) const {
    const CivilTime now = context_.zone.ToCivil(context_.now);
    return {now.year, now.month, now.day + days};
  }

  [[nodiscard]] Error NotUnderstood(std::string_view part,
                                    std::string_view hint = kExamples) const {
    if (part == text_ || part.empty()) {
      return {Exit::kUsage, fmt::format("cannot understand the time '{}'; {}", text_, hint)};
    }
    return {Exit::kUsage,
            fmt::format("cannot understand '{}' in the time '{}'; {}", part, text_, hint)};
  }

  [[nodiscard]] Error OutOfRange() const {
    return {Exit::kUsage,
            fmt::format("the time '{}' is not between the years 1 and 9999 (epoch times are "
                        "in seconds or milliseconds)",
                        text_)};
  }

  const std::string_view text_;
  std::string_view rest_;
  const TimeContext& context_;
};

}  // namespace

Result<Timestamp> ParseTime(std::string_view text, const TimeContext& context) {
  return Parser(text, context).Parse();
}

}  // namespace plumb
