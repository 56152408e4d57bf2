#include "check/await.h"

#include <algorithm>

namespace plumb::check {

Waited Await(const Patience& patience, Clock& clock, const std::function<Exit()>& attempt) {
  const Timestamp start = clock.Now();
  const Timestamp deadline = start + patience.wait;
  Waited waited;
  for (;;) {
    const Timestamp begun = clock.Now();
    ++waited.attempts;
    const Exit exit = attempt();
    waited.time = clock.Now() - start;
    if (exit == Exit::kYes || exit == Exit::kUsage || begun >= deadline) return waited;
    // An attempt that takes longer than the distance is followed by the next at once.
    clock.SleepUntil(std::min(begun + patience.every, deadline));
  }
}

}  // namespace plumb::check
