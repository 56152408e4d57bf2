#include "cli/time_options.h"

#include <fmt/core.h>

namespace plumb::cli {

namespace {

constexpr DurationMs kPointsOfAutoStep =
    250;  // more than a terminal shows, fewer than hurt the eye

Error Usage(std::string message) {
  return {Exit::kUsage, std::move(message)};
}

Result<DurationMs> ParsePositive(std::string_view option, const std::string& text) {
  auto duration = ParseDurationOption(text);
  if (!duration)
    return Error{Exit::kUsage, fmt::format("{}: {}", option, duration.error().message)};
  if (*duration <= 0) return Usage(fmt::format("{}: '{}' is not more than zero", option, text));
  return *duration;
}

Result<Timestamp> ParseAt(std::string_view option, const std::string& text,
                          const TimeContext& context) {
  auto time = ParseTime(text, context);
  if (!time) return Error{Exit::kUsage, fmt::format("{}: {}", option, time.error().message)};
  return *time;
}

Timestamp FloorTo(Timestamp t, DurationMs step, DurationMs offset) {
  const Timestamp local = t + offset;
  Timestamp rest = local % step;
  if (rest < 0) rest += step;
  return t - rest;
}

}  // namespace

void DeclareTime(Declaration& d, TimeOptions& options) {
  d.Group("Time");
  d.Text("--at", options.at, "TIME", "the instant to ask about (default: now)");
  d.Text("--last", options.last, "DURATION", "the range that ends now: 3h, 7d");
  d.Text("--from", options.from, "TIME", "its start: -1h, yesterday, 2026-09-18 14:00");
  d.Text("--to", options.to, "TIME", "its end (default: now)");
  d.Text("--step", options.step, "DURATION", "between the points of a range (default: auto)");
  d.Text("--tz", options.zone, "ZONE", "time zone of time words and tables");
}

DurationMs AutoStep(DurationMs range) {
  const DurationMs wanted = (range + kPointsOfAutoStep - 1) / kPointsOfAutoStep;
  for (const DurationMs unit : {kSecond, kMinute, kHour})
    for (const DurationMs count : {1, 2, 5, 10, 15, 30})
      if (count * unit >= wanted) return count * unit;
  return (wanted + kDay - 1) / kDay * kDay;
}

Status CheckTime(const TimeOptions& options) {
  PLUMB_TRY(ResolveTime(options, 0));
  return Ok();
}

Result<TimeChoice> ResolveTime(const TimeOptions& options, Timestamp now, NowIs now_is) {
  TimeChoice choice;
  PLUMB_ASSIGN(choice.zone, TimeZone::Load(options.zone));
  TimeContext context{.now = now, .zone = choice.zone};
  choice.range = !options.last.empty() || !options.from.empty() || !options.to.empty();
  if (!options.last.empty() && !options.from.empty())
    return Usage("--last and --from exclude each other");
  if (options.from.empty() && options.last.empty() && !options.to.empty())
    return Usage("--to needs --from or --last beside it");
  choice.end = now;
  if (!options.at.empty()) {
    if (!options.to.empty() || !options.from.empty())
      return Usage("--at names one instant; for a range give --from and --to, or --last");
    PLUMB_ASSIGN(choice.end, ParseAt("--at", options.at, context));
  }
  if (!options.to.empty()) {
    PLUMB_ASSIGN(choice.end, ParseAt("--to", options.to, context));
  }
  choice.start = choice.end;
  context.end = choice.end;
  if (!options.last.empty()) {
    PLUMB_ASSIGN(const DurationMs last, ParsePositive("--last", options.last));
    choice.start = choice.end - last;
  }
  if (!options.from.empty()) {
    PLUMB_ASSIGN(choice.start, ParseAt("--from", options.from, context));
  }
  if (choice.start > choice.end) return Usage("the range ends before it starts");
  if (!choice.range) {
    if (options.step != "auto") PLUMB_TRY(ParsePositive("--step", options.step));
    return choice;
  }
  if (options.step != "auto") {
    PLUMB_ASSIGN(choice.step, ParsePositive("--step", options.step));
    return choice;
  }
  choice.step = AutoStep(choice.end - choice.start);
  const DurationMs offset = choice.zone.OffsetSeconds(choice.end) * kSecond;
  choice.start = FloorTo(choice.start, choice.step, offset);
  const bool newest = now_is == NowIs::kNewestSample && choice.end == now;
  choice.end = FloorTo(newest ? choice.end + choice.step - 1 : choice.end, choice.step, offset);
  return choice;
}

}  // namespace plumb::cli
