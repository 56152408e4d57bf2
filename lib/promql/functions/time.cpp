// Functions of time: the evaluation time, the time of samples, and the UTC calendar.
#include <cmath>

#include "base/time_zone.h"
#include "promql/function.h"
#include "promql/signatures.h"

namespace plumb::promql {

namespace {

// The UTC calendar at a time in seconds. What no calendar has (NaN, infinities, the far ends) is
// taken as the nearest instant that can be computed with.
CivilTime Civil(double seconds) {
  constexpr double kLimit = 9e12;  // about the year 287000: milliseconds of it fit easily
  double whole = std::isnan(seconds) ? 0 : std::trunc(seconds);
  whole = std::fmin(std::fmax(whole, -kLimit), kLimit);
  static const TimeZone utc = TimeZone::Utc();
  return utc.ToCivil(static_cast<Timestamp>(whole) * 1000);
}

double DayOfYear(const CivilTime& t) {
  return static_cast<double>(DaysFromCivil(t.year, t.month, t.day) - DaysFromCivil(t.year, 1, 1) +
                             1);
}

double DaysInMonthOf(const CivilTime& t) {
  return static_cast<double>(DaysInMonth(t.year, t.month));
}

double Seconds(Timestamp t) {
  return static_cast<double>(t) / 1000;
}

constexpr FunctionRow kRows[] = {
    {.name = "day_of_month",
     .args = kOneVector,
     .variadic = 1,
     .at_modifier_safe = false,
     .help = "the day of the month (1 to 31, UTC) of times in seconds",
     .example = "day_of_month(vector(86400)) => 2",
     .plain = [](double v) { return static_cast<double>(Civil(v).day); },
     .defaults_to_time = true},
    {.name = "day_of_week",
     .args = kOneVector,
     .variadic = 1,
     .at_modifier_safe = false,
     .help = "the day of the week (0 is Sunday, UTC) of times in seconds",
     .example = "day_of_week(vector(0)) => 4",
     .plain = [](double v) { return static_cast<double>(Civil(v).weekday); },
     .defaults_to_time = true},
    {.name = "day_of_year",
     .args = kOneVector,
     .variadic = 1,
     .at_modifier_safe = false,
     .help = "the day of the year (1 to 366, UTC) of times in seconds",
     .example = "day_of_year(vector(0)) => 1",
     .plain = [](double v) { return DayOfYear(Civil(v)); },
     .defaults_to_time = true},
    {.name = "days_in_month",
     .args = kOneVector,
     .variadic = 1,
     .at_modifier_safe = false,
     .help = "the number of days (UTC) in the month of times in seconds",
     .example = "days_in_month(vector(0)) => 31",
     .plain = [](double v) { return DaysInMonthOf(Civil(v)); },
     .defaults_to_time = true},
    {.name = "hour",
     .args = kOneVector,
     .variadic = 1,
     .at_modifier_safe = false,
     .help = "the hour of the day (0 to 23, UTC) of times in seconds",
     .example = "hour(vector(7200)) => 2",
     .plain = [](double v) { return static_cast<double>(Civil(v).hour); },
     .defaults_to_time = true},
    {.name = "minute",
     .args = kOneVector,
     .variadic = 1,
     .at_modifier_safe = false,
     .help = "the minute of the hour (0 to 59, UTC) of times in seconds",
     .example = "minute() => 10",
     .plain = [](double v) { return static_cast<double>(Civil(v).minute); },
     .defaults_to_time = true},
    {.name = "month",
     .args = kOneVector,
     .variadic = 1,
     .at_modifier_safe = false,
     .help = "the month (1 to 12, UTC) of times in seconds",
     .example = "month(vector(0)) => 1",
     .plain = [](double v) { return static_cast<double>(Civil(v).month); },
     .defaults_to_time = true},
    {.name = "start_timestamp",
     .args = kOneVector,
     .experimental = true,
     .help = "the time since when every sample counts, in seconds since 1970; 0 if not known",
     .example = "start_timestamp(vector(1)) => empty",
     .plain = [](double v) { return v; },
     .reads = Reads::kStartTimes},
    {.name = "time",
     .result = ResultType::kScalar,
     .at_modifier_safe = false,
     .help = "the evaluation time in seconds since 1970",
     .example = "time() => 600",
     .scalar = [](const StepContext& context, const double*) { return Seconds(context.time); }},
    {.name = "timestamp",
     .args = kOneVector,
     .at_modifier_safe = false,
     .help = "the time of every sample in seconds since 1970",
     .example = "timestamp(vector(1)) => 600",
     .plain = [](double v) { return v; },
     .reads = Reads::kTimes},
    {.name = "year",
     .args = kOneVector,
     .variadic = 1,
     .at_modifier_safe = false,
     .help = "the year (UTC) of times in seconds",
     .example = "year(vector(0)) => 1970",
     .plain = [](double v) { return static_cast<double>(Civil(v).year); },
     .defaults_to_time = true},
};

}  // namespace

extern const FunctionFamily functions_time;
const FunctionFamily functions_time = {.title = "Time and calendar", .rows = kRows};

}  // namespace plumb::promql
