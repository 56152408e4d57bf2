#include "formats/time_format.h"

#include <fmt/core.h>

#include <array>
#include <charconv>

#include "formats/number_scan.h"

namespace plumb::formats {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> kDays = {"sunday",   "monday", "tuesday", "wednesday",
                                                   "thursday", "friday", "saturday"};
constexpr size_t kShortName = 3;

// Conversions that stand for several.
struct Shorthand {
  char letter;
  std::string_view steps;
};
constexpr Shorthand kShorthands[] = {
    {'T', "%H:%M:%S"}, {'D', "%m/%d/%y"}, {'F', "%Y-%m-%d"}, {'R', "%H:%M"}, {'e', "%d"},
    {'h', "%b"},       {'B', "%b"},       {'A', "%a"},       {'n', " "},     {'t', " "},
};
constexpr std::string_view kConversions = "YymdjHIMSfpbazs%";

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); ++i)
    if ((text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]) != lower[i]) return false;
  return true;
}

void SkipBlanks(std::string_view& text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
}

// The index of the English name, whole or its first three letters.
template <size_t kCount>
std::optional<int> TakeName(std::string_view& text,
                            const std::array<std::string_view, kCount>& names) {
  for (size_t i = 0; i < kCount; ++i)
    for (const size_t length : {names[i].size(), kShortName})
      if (EqualsIgnoringCase(text.substr(0, length), names[i].substr(0, length))) {
        text.remove_prefix(length);
        return static_cast<int>(i);
      }
  return std::nullopt;
}

// A value that is put somewhere; false if there is none.
template <typename T>
bool Put(const std::optional<int>& value, T& into) {
  if (value) into = *value;
  return value.has_value();
}

// POSIX: 69 to 99 are of the last century.
int64_t YearOf(int two_digits) {
  constexpr int kFirstOfLastCentury = 69;
  return two_digits + (two_digits < kFirstOfLastCentury ? 2000 : 1900);
}

bool TakeEpoch(std::string_view& text, ReadTime& read) {
  int64_t seconds = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  constexpr int64_t kMost = INT64_MAX / 4000;
  if (error != std::errc() || seconds > kMost || seconds < -kMost) return false;
  text.remove_prefix(static_cast<size_t>(stop - text.data()));
  read.epoch = seconds * 1000;
  return true;
}

bool TakeConversion(char conversion, std::string_view& text, ReadTime& read, int& day_of_year) {
  CivilTime& civil = read.civil;
  int number = 0;
  switch (conversion) {
    case 'Y':
      return Put(TakeDigits(text, 4, 4), civil.year);
    case 'y':
      if (!Put(TakeDigits(text, 2, 2), number)) return false;
      civil.year = YearOf(number);
      return true;
    case 'm':
      return Put(TakeDigits(text, 1, 2), civil.month);
    case 'd':
      SkipBlanks(text);
      return Put(TakeDigits(text, 1, 2), civil.day);
    case 'j':
      return Put(TakeDigits(text, 1, 3), day_of_year);
    case 'H':
    case 'I':
      SkipBlanks(text);
      return Put(TakeDigits(text, 1, 2), civil.hour);
    case 'M':
      return Put(TakeDigits(text, 1, 2), civil.minute);
    case 'S':
      return Put(TakeDigits(text, 1, 2), civil.second);
    case 'f':
      return Put(TakeFraction(text), civil.millisecond);
    case 'p':
      return TakeHalfOfDay(text, civil.hour);
    case 'b':
      if (!Put(TakeName(text, kMonths), number)) return false;
      civil.month = number + 1;
      return true;
    case 'a':
      return Put(TakeName(text, kDays), number);
    case 'z':
      read.offset_seconds = TakeOffset(text);
      return read.offset_seconds.has_value();
    case 's':
      return TakeEpoch(text, read);
    default:  // %%
      if (text.empty() || text[0] != conversion) return false;
      text.remove_prefix(1);
      return true;
  }
}

}  // namespace

std::optional<int> TakeDigits(std::string_view& text, size_t least, size_t most) {
  int number = 0;
  size_t digits = 0;
  for (; digits < text.size() && digits < most && IsDigit(text[digits]); ++digits)
    number = number * 10 + (text[digits] - '0');
  if (digits < least) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

std::optional<int> TakeFraction(std::string_view& text) {
  constexpr int kDigits = 3;  // of a millisecond
  int ms = 0;
  int digits = 0;
  for (; !text.empty() && IsDigit(text.front()); text.remove_prefix(1), ++digits)
    if (digits < kDigits) ms = ms * 10 + (text.front() - '0');
  if (digits == 0) return std::nullopt;
  for (; digits < kDigits; ++digits) ms *= 10;
  return ms;
}

std::optional<int64_t> TakeOffset(std::string_view& text) {
  for (const std::string_view utc : {"z", "utc", "gmt"})
    if (EqualsIgnoringCase(text.substr(0, utc.size()), utc)) {
      text.remove_prefix(utc.size());
      return 0;
    }
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const bool west = text[0] == '-';
  std::string_view rest = text.substr(1);
  const auto hours = TakeDigits(rest, 2, 2);
  if (rest.starts_with(':')) rest.remove_prefix(1);
  const auto minutes = TakeDigits(rest, 2, 2);
  if (!hours || *hours > 23 || minutes.value_or(0) > 59) return std::nullopt;
  text = rest;
  const int64_t seconds = *hours * 3600 + minutes.value_or(0) * 60;
  return west ? -seconds : seconds;
}

bool TakeHalfOfDay(std::string_view& text, int& hour) {
  const bool pm = EqualsIgnoringCase(text.substr(0, 2), "pm");
  if ((!pm && !EqualsIgnoringCase(text.substr(0, 2), "am")) || hour < 1 || hour > 12) return false;
  hour = hour % 12 + (pm ? 12 : 0);
  text.remove_prefix(2);
  return true;
}

bool IsCivilTime(const CivilTime& c) {
  constexpr int kLeapSecond = 60;
  return c.year >= 1 && c.year <= 9999 && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
         c.day <= DaysInMonth(c.year, c.month) && c.hour >= 0 && c.hour <= 23 && c.minute >= 0 &&
         c.minute <= 59 && c.second >= 0 && c.second <= kLeapSecond;
}

Result<TimeFormat> TimeFormat::Parse(std::string_view format) {
  TimeFormat parsed;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      parsed.steps_ += format[i];
      continue;
    }
    const char letter = ++i < format.size() ? format[i] : '\0';
    std::string_view steps;
    for (const Shorthand& shorthand : kShorthands)
      if (shorthand.letter == letter) steps = shorthand.steps;
    if (steps.empty() && (letter == '\0' || kConversions.find(letter) == std::string_view::npos))
      return Error{Exit::kUsage,
                   fmt::format("unknown '{}' in the time format '{}'\nit has %Y %m %d %H %M %S %f "
                               "%z %y %e %b %j %I %p %a %s %T %F %D %R %%",
                               format.substr(i - 1, 2), format)};
    parsed.steps_ += steps.empty() ? format.substr(i - 1, 2) : steps;
  }
  return parsed;
}

std::optional<ReadTime> TimeFormat::Read(std::string_view text) const {
  ReadTime read;
  int day_of_year = 0;
  for (size_t i = 0; i < steps_.size(); ++i) {
    if (IsBlank(steps_[i])) {
      SkipBlanks(text);
    } else if (steps_[i] == '%') {
      if (!TakeConversion(steps_[++i], text, read, day_of_year)) return std::nullopt;
    } else if (text.empty() || text[0] != steps_[i]) {
      return std::nullopt;
    } else {
      text.remove_prefix(1);
    }
  }
  if (!text.empty() || !IsCivilTime(read.civil)) return std::nullopt;
  if (day_of_year > 366) return std::nullopt;
  if (day_of_year > 0) {
    read.civil.month = 1;  // day 32 is carried into February
    read.civil.day = day_of_year;
  }
  return read;
}

}  // namespace plumb::formats
