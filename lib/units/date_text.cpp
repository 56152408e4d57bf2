#include "units/date_text.h"

#include <array>
#include <cmath>
#include <cstdlib>

#include "fmt/format.h"

namespace plumb::units {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};

struct Moment {
  Timestamp time;
  CivilTime civil;
  int64_t offset;  // seconds east of UTC
};

std::string Ordinal(int n) {
  const int tens = n % 100 / 10;
  const int ones = n % 10;
  const char* suffix = tens == 1   ? "th"
                       : ones == 1 ? "st"
                       : ones == 2 ? "nd"
                       : ones == 3 ? "rd"
                                   : "th";
  return fmt::format("{}{}", n, suffix);
}

std::string OffsetText(int64_t seconds, std::string_view colon) {
  const int64_t minutes = std::abs(seconds) / 60;
  return fmt::format("{}{:02}{}{:02}", seconds < 0 ? '-' : '+', minutes / 60, colon, minutes % 60);
}

int TwelveHour(int hour) {
  return hour % 12 == 0 ? 12 : hour % 12;
}

struct Token {
  std::string_view name;
  std::string (*write)(const Moment&);
};
// Longer names stand before their beginnings.
const std::array<Token, 26> kTokens = {{
    {"YYYY", [](const Moment& m) { return fmt::format("{:04}", m.civil.year); }},
    {"YY", [](const Moment& m) { return fmt::format("{:02}", m.civil.year % 100); }},
    {"MMMM",
     [](const Moment& m) { return std::string(kMonths[static_cast<size_t>(m.civil.month - 1)]); }},
    {"MMM",
     [](const Moment& m) {
       return std::string(kMonths[static_cast<size_t>(m.civil.month - 1)].substr(0, 3));
     }},
    {"MM", [](const Moment& m) { return fmt::format("{:02}", m.civil.month); }},
    {"M", [](const Moment& m) { return fmt::format("{}", m.civil.month); }},
    {"Do", [](const Moment& m) { return Ordinal(m.civil.day); }},
    {"DD", [](const Moment& m) { return fmt::format("{:02}", m.civil.day); }},
    {"D", [](const Moment& m) { return fmt::format("{}", m.civil.day); }},
    {"dddd",
     [](const Moment& m) { return std::string(kWeekdays[static_cast<size_t>(m.civil.weekday)]); }},
    {"ddd",
     [](const Moment& m) {
       return std::string(kWeekdays[static_cast<size_t>(m.civil.weekday)].substr(0, 3));
     }},
    {"HH", [](const Moment& m) { return fmt::format("{:02}", m.civil.hour); }},
    {"H", [](const Moment& m) { return fmt::format("{}", m.civil.hour); }},
    {"hh", [](const Moment& m) { return fmt::format("{:02}", TwelveHour(m.civil.hour)); }},
    {"h", [](const Moment& m) { return fmt::format("{}", TwelveHour(m.civil.hour)); }},
    {"mm", [](const Moment& m) { return fmt::format("{:02}", m.civil.minute); }},
    {"m", [](const Moment& m) { return fmt::format("{}", m.civil.minute); }},
    {"ss", [](const Moment& m) { return fmt::format("{:02}", m.civil.second); }},
    {"SSS", [](const Moment& m) { return fmt::format("{:03}", m.civil.millisecond); }},
    {"s", [](const Moment& m) { return fmt::format("{}", m.civil.second); }},
    {"A", [](const Moment& m) { return std::string(m.civil.hour < 12 ? "AM" : "PM"); }},
    {"a", [](const Moment& m) { return std::string(m.civil.hour < 12 ? "am" : "pm"); }},
    {"ZZ", [](const Moment& m) { return OffsetText(m.offset, ""); }},
    {"Z", [](const Moment& m) { return OffsetText(m.offset, ":"); }},
    {"X", [](const Moment& m) { return fmt::format("{}", m.time / 1000); }},
    {"x", [](const Moment& m) { return fmt::format("{}", m.time); }},
}};

std::string CountedWords(double minutes) {
  // moment.js rounds in each unit and moves on at 45 s, 45 min, 22 h, 26 d and 11 months.
  const double hours = std::round(minutes / 60);
  const double days = std::round(minutes / 1440);
  constexpr double kDaysAMonth = 146097.0 / 4800;  // of the Gregorian 400 years
  const double months = std::round(minutes / 1440 / kDaysAMonth);
  const double years = std::round(minutes / 1440 / kDaysAMonth / 12);
  const double whole_minutes = std::round(minutes);
  if (std::round(minutes * 60) < 45) return "a few seconds";
  if (whole_minutes <= 1) return "a minute";
  if (whole_minutes < 45) return fmt::format("{:.0f} minutes", whole_minutes);
  if (hours <= 1) return "an hour";
  if (hours < 22) return fmt::format("{:.0f} hours", hours);
  if (days <= 1) return "a day";
  if (days < 26) return fmt::format("{:.0f} days", days);
  if (months <= 1) return "a month";
  if (months < 11) return fmt::format("{:.0f} months", months);
  if (years <= 1) return "a year";
  return fmt::format("{:.0f} years", years);
}

}  // namespace

std::string FormatMoment(Timestamp time, std::string_view format, const TimeZone& zone) {
  const Moment moment = {time, zone.ToCivil(time), zone.OffsetSeconds(time)};
  std::string out;
  while (!format.empty()) {
    if (const size_t close = format.find(']');
        format.front() == '[' && close != std::string_view::npos) {
      out += format.substr(1, close - 1);
      format.remove_prefix(close + 1);
      continue;
    }
    const Token* found = nullptr;
    for (const Token& token : kTokens) {
      if (!format.starts_with(token.name)) continue;
      found = &token;
      break;
    }
    if (found != nullptr) {
      out += found->write(moment);
      format.remove_prefix(found->name.size());
    } else {
      out += format.front();
      format.remove_prefix(1);
    }
  }
  return out;
}

std::string RelativeWords(Timestamp time, Timestamp now) {
  const double minutes = static_cast<double>(time - now) / 60000;
  const std::string words = CountedWords(std::abs(minutes));
  return minutes > 0 ? "in " + words : words + " ago";
}

bool SameDay(Timestamp a, Timestamp b, const TimeZone& zone) {
  const CivilTime x = zone.ToCivil(a);
  const CivilTime y = zone.ToCivil(b);
  return x.year == y.year && x.month == y.month && x.day == y.day;
}

}  // namespace plumb::units
