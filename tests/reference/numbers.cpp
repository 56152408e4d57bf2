// SPDX-License-Identifier: Apache-2.0
#include "reference/numbers.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <numbers>

#include "reference/value.h"

namespace plumb::reference {

namespace {

using Parameters = std::vector<double>;

std::optional<double> Sign(double v, const Parameters&) {
  return v < 0 ? -1 : v > 0 ? 1 : v;
}

std::optional<double> Round(double v, const Parameters& p) {
  const double inverse = 1 / (p.empty() ? 1 : p[0]);
  return std::floor(v * inverse + 0.5) / inverse;
}

// As Go has them: an infinity wins over NaN.
std::optional<double> Larger(double a, double b) {
  constexpr double kMost = std::numeric_limits<double>::infinity();
  if (a == kMost || b == kMost) return kMost;
  if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<double>::quiet_NaN();
  return a > b ? a : b;
}
std::optional<double> Smaller(double a, double b) {
  constexpr double kLeast = -std::numeric_limits<double>::infinity();
  if (a == kLeast || b == kLeast) return kLeast;
  if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<double>::quiet_NaN();
  return a < b ? a : b;
}

std::optional<double> Clamp(double v, const Parameters& p) {
  if (p[1] < p[0]) return std::nullopt;
  return Larger(p[0], *Smaller(p[1], v));
}

struct Row {
  std::string_view name;
  std::optional<double> (*value)(double, const Parameters&);
};

#define PLUMB_PLAIN(name, expression)                                                     \
  Row {                                                                                   \
    name, [](double v, const Parameters&) -> std::optional<double> { return expression; } \
  }

constexpr std::array kRows = {
    PLUMB_PLAIN("abs", std::fabs(v)),
    PLUMB_PLAIN("ceil", std::ceil(v)),
    PLUMB_PLAIN("floor", std::floor(v)),
    PLUMB_PLAIN("exp", std::exp(v)),
    PLUMB_PLAIN("ln", std::log(v)),
    PLUMB_PLAIN("log2", std::log2(v)),
    PLUMB_PLAIN("log10", std::log10(v)),
    PLUMB_PLAIN("sqrt", std::sqrt(v)),
    PLUMB_PLAIN("acos", std::acos(v)),
    PLUMB_PLAIN("acosh", std::acosh(v)),
    PLUMB_PLAIN("asin", std::asin(v)),
    PLUMB_PLAIN("asinh", std::asinh(v)),
    PLUMB_PLAIN("atan", std::atan(v)),
    PLUMB_PLAIN("atanh", std::atanh(v)),
    PLUMB_PLAIN("cos", std::cos(v)),
    PLUMB_PLAIN("cosh", (std::exp(v) + std::exp(-v)) / 2),
    PLUMB_PLAIN("sin", std::sin(v)),
    PLUMB_PLAIN("sinh",
                std::fabs(v) > 21 ? std::copysign(std::exp(std::fabs(v)) / 2, v) : std::sinh(v)),
    PLUMB_PLAIN("tan", std::tan(v)),
    PLUMB_PLAIN("tanh", std::tanh(v)),
    PLUMB_PLAIN("deg", v * 180 / std::numbers::pi),
    PLUMB_PLAIN("rad", v* std::numbers::pi / 180),
    Row{"sgn", Sign},
    Row{"round", Round},
    Row{"clamp", Clamp},
    Row{"clamp_min", [](double v, const Parameters& p) { return Larger(p[0], v); }},
    Row{"clamp_max", [](double v, const Parameters& p) { return Smaller(p[0], v); }},
};
#undef PLUMB_PLAIN

const Row* Find(std::string_view name) {
  for (const Row& row : kRows)
    if (row.name == name) return &row;
  return nullptr;
}

constexpr std::array<std::string_view, 8> kCalendar = {
    "minute",      "hour",          "day_of_week", "day_of_month",
    "day_of_year", "days_in_month", "month",       "year"};

}  // namespace

bool IsNumberFunction(std::string_view function) {
  return Find(function) != nullptr;
}

std::optional<double> NumberValue(std::string_view function, double value,
                                  const std::vector<double>& parameters) {
  return Find(function)->value(value, parameters);
}

bool IsCalendarFunction(std::string_view function) {
  return std::find(kCalendar.begin(), kCalendar.end(), function) != kCalendar.end();
}

Result<double> CalendarValue(std::string_view function, double seconds) {
  using namespace std::chrono;
  // Go's calendar goes further than that of C++, and has no day for NaN either.
  if (!(std::fabs(seconds) < 1e11)) return Unsupported("dates far away");
  const sys_seconds at{std::chrono::seconds(static_cast<int64_t>(seconds))};
  const sys_days day = floor<days>(at);
  const year_month_day date(day);
  const auto in_day = at - day;
  if (function == "minute") return static_cast<double>(in_day / 1min % 60);
  if (function == "hour") return static_cast<double>(in_day / 1h);
  if (function == "day_of_week") return static_cast<double>(weekday(day).c_encoding());
  if (function == "day_of_month") return static_cast<double>(static_cast<unsigned>(date.day()));
  if (function == "month") return static_cast<double>(static_cast<unsigned>(date.month()));
  if (function == "year") return static_cast<double>(static_cast<int>(date.year()));
  if (function == "day_of_year")
    return static_cast<double>((day - sys_days(date.year() / January / 1)).count() + 1);
  PLUMB_ASSERT(function == "days_in_month");
  const year_month_day last = year_month_day(date.year() / date.month() / std::chrono::last);
  return static_cast<double>(static_cast<unsigned>(last.day()));
}

}  // namespace plumb::reference
