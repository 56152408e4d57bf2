#include "cli/repeat.h"

#include <algorithm>

#include "system/signals.h"

namespace plumb::cli {

namespace {

// The first multiple of `every` past `t`.
Timestamp NextTick(Timestamp t, DurationMs every) {
  const Timestamp into = ((t % every) + every) % every;
  return t - into + every;
}

// Whether the tick was reached; false when a signal asks to stop.
bool WaitFor(Timestamp tick, Clock& clock) {
  while (!system::StopRequested() && clock.Now() < tick) clock.SleepUntil(tick);
  return !system::StopRequested();
}

Timestamp TimeOf(Timestamp tick, Timestamp now, DurationMs every) {
  constexpr DurationMs kTolerance = 2;
  return now - tick <= std::min(kTolerance, every / 100) ? tick : now;
}

}  // namespace

void DeclareRepeat(Declaration& d, RepeatOptions& options) {
  d.Group("Repeat");
  d.Duration("--every", options.every, "do it again at each multiple of this time");
  d.Integer("--count", options.count, "N", "end after N times");
  d.Duration("--duration", options.duration, "end after this time");
}

Status CheckRepeat(const RepeatOptions& options) {
  if (options.every < 0) return Error{Exit::kUsage, "--every cannot be negative"};
  if (options.count < 0) return Error{Exit::kUsage, "--count cannot be negative"};
  if (options.duration < 0) return Error{Exit::kUsage, "--duration cannot be negative"};
  if (options.every == 0 && options.count > 1)
    return Error{Exit::kUsage, "--count needs --every to say how often"};
  if (options.every == 0 && options.duration > 0)
    return Error{Exit::kUsage, "--duration needs --every to say how often"};
  return Ok();
}

Result<Exit> Repeat(const RepeatOptions& options, Clock& clock,
                    const std::function<Status(Timestamp)>& work) {
  if (options.every > 0) system::CatchStopSignals();
  const Timestamp start = clock.Now();
  PLUMB_TRY(work(start));
  if (options.every == 0) return Exit::kYes;
  Timestamp tick = NextTick(start + options.every / 2, options.every);
  for (int64_t done = 1; options.count == 0 || done < options.count; ++done) {
    if (options.duration > 0 && tick - start > options.duration) return Exit::kYes;
    if (!WaitFor(tick, clock)) return static_cast<Exit>(system::StopExitStatus());
    PLUMB_TRY(work(TimeOf(tick, clock.Now(), options.every)));
    // A tick that is just now is not missed.
    tick = NextTick(std::max(tick, clock.Now() - 1), options.every);
  }
  return Exit::kYes;
}

}  // namespace plumb::cli
