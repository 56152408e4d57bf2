// SPDX-License-Identifier: Apache-2.0
// When each of many targets is due: aligned ticks, spread over the interval, as Prometheus has them
// (scrape/target.go, offset; scrape/scrape.go, run).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

#include "base/duration.h"
#include "base/time_zone.h"

namespace plumb::scrape {

// How far behind each multiple of the interval a target is due. REQUIRES: interval > 0
DurationMs OffsetOf(uint64_t target_hash, DurationMs interval);
// The first tick past `t`: a multiple of the interval since the epoch, plus the offset.
Timestamp TickAfter(Timestamp t, DurationMs interval, DurationMs offset);
// The time that samples get of a scrape that began at `now` for `tick`: the tick, if it is as good
// as then (within 2 ms and 1 % of the interval), else `now`. Even times compress better.
Timestamp StampOf(Timestamp tick, Timestamp now, DurationMs interval);

// What is due, the earliest first.
class Schedule {
 public:
  struct Due {
    size_t target = 0;
    Timestamp tick = 0;
  };

  void Add(Due due) { heap_.push(due); }
  // The tick of what comes next; nullopt if nothing does.
  [[nodiscard]] std::optional<Timestamp> next() const;
  // Takes out what is due by `now`.
  std::optional<Due> Take(Timestamp now);

 private:
  struct Later {
    bool operator()(const Due& a, const Due& b) const {
      return a.tick != b.tick ? a.tick > b.tick : a.target > b.target;
    }
  };
  std::priority_queue<Due, std::vector<Due>, Later> heap_;
};

}  // namespace plumb::scrape
