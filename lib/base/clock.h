// SPDX-License-Identifier: Apache-2.0
// The time of day and the passing of time, as an argument: tests pass a clock that they turn by
// hand.
#pragma once

#include "base/duration.h"
#include "base/time_zone.h"

namespace plumb {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp Now() = 0;
  // Nanoseconds of a clock that never goes back; only differences mean anything.
  virtual int64_t MonotonicNs() = 0;
  // Waits until Now() >= t; may return early when a signal asks the process to stop.
  virtual void SleepUntil(Timestamp t) = 0;
};

Clock& SystemClock();

// A clock for tests: time passes only by SleepUntil and Advance.
class ManualClock : public Clock {
 public:
  explicit ManualClock(Timestamp now) : now_(now) {}
  Timestamp Now() override { return now_; }
  int64_t MonotonicNs() override { return now_ * 1'000'000; }
  void SleepUntil(Timestamp t) override {
    if (t > now_) now_ = t;
  }
  void Advance(DurationMs by) { now_ += by; }

 private:
  Timestamp now_;
};

}  // namespace plumb
