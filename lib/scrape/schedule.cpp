#include "scrape/schedule.h"

#include <algorithm>

namespace plumb::scrape {

DurationMs OffsetOf(uint64_t target_hash, DurationMs interval) {
  return static_cast<DurationMs>(target_hash % static_cast<uint64_t>(interval));
}

Timestamp TickAfter(Timestamp t, DurationMs interval, DurationMs offset) {
  const Timestamp into = (((t - offset) % interval) + interval) % interval;
  return t - into + interval;
}

Timestamp StampOf(Timestamp tick, Timestamp now, DurationMs interval) {
  constexpr DurationMs kTolerance = 2;
  return now - tick <= std::min(kTolerance, interval / 100) ? tick : now;
}

std::optional<Timestamp> Schedule::next() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.top().tick;
}

std::optional<Schedule::Due> Schedule::Take(Timestamp now) {
  if (heap_.empty() || heap_.top().tick > now) return std::nullopt;
  const Due due = heap_.top();
  heap_.pop();
  return due;
}

}  // namespace plumb::scrape
