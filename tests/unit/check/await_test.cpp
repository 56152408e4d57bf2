#include "check/await.h"

#include <gtest/gtest.h>

#include <vector>

namespace plumb::check {
namespace {

TEST(Await, WithoutPatienceAsksOnce) {
  ManualClock clock(1000);
  const Waited waited = Await({}, clock, [] { return Exit::kNo; });
  EXPECT_EQ(waited.attempts, 1u);
  EXPECT_EQ(clock.Now(), 1000);
}

TEST(Await, EndsAsSoonAsItHolds) {
  ManualClock clock(0);
  int calls = 0;
  const Waited waited = Await({.wait = kMinute, .every = kSecond}, clock,
                              [&] { return ++calls < 4 ? Exit::kStore : Exit::kYes; });
  EXPECT_EQ(waited.attempts, 4u);
  EXPECT_EQ(waited.time, 3 * kSecond);
}

TEST(Await, TheLastAttemptIsAtTheEnd) {
  ManualClock clock(0);
  std::vector<Timestamp> times;
  Await({.wait = 2500, .every = kSecond}, clock, [&] {
    times.push_back(clock.Now());
    return Exit::kOutside;
  });
  EXPECT_EQ(times, (std::vector<Timestamp>{0, 1000, 2000, 2500}));
}

TEST(Await, NoWaitingChangesWrongUsage) {
  ManualClock clock(0);
  EXPECT_EQ(Await({.wait = kMinute}, clock, [] { return Exit::kUsage; }).attempts, 1u);
}

TEST(Await, ASlowAttemptIsFollowedAtOnceAndEndsInTime) {
  ManualClock clock(0);
  const Waited waited = Await({.wait = 10 * kSecond, .every = kSecond}, clock, [&] {
    clock.Advance(4 * kSecond);
    return Exit::kNo;
  });
  EXPECT_EQ(waited.attempts, 4u);  // at 0, 4, 8 and 12 s
}

}  // namespace
}  // namespace plumb::check
