#include "base/clock.h"

#include <cerrno>
#include <ctime>

namespace plumb {

namespace {

class RealClock : public Clock {
 public:
  Timestamp Now() override {
    timespec t{};
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1'000'000;
  }
  int64_t MonotonicNs() override {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1'000'000'000 + t.tv_nsec;
  }
  void SleepUntil(Timestamp t) override {
    const timespec until{t / 1000, (t % 1000) * 1'000'000};
    // One wait only: a signal handler that asks to stop must not be slept over.
    clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, nullptr);
  }
};

}  // namespace

Clock& SystemClock() {
  static RealClock clock;
  return clock;
}

}  // namespace plumb
