#include "cli/repeat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plumb::cli {
namespace {

using ::testing::ElementsAre;

// The times at which the work was called; each call takes `cost`.
std::vector<Timestamp> Times(const RepeatOptions& options, Timestamp start, DurationMs cost = 0) {
  ManualClock clock(start);
  std::vector<Timestamp> times;
  const auto result = Repeat(options, clock, [&](Timestamp t) -> Status {
    times.push_back(t);
    clock.Advance(cost);
    return Ok();
  });
  EXPECT_TRUE(result.ok());
  return times;
}

TEST(Repeat, OnceUnlessToldOtherwise) {
  EXPECT_THAT(Times({}, 1234), ElementsAre(1234));
}

TEST(Repeat, AtOnceAndThenAtMultiples) {
  EXPECT_THAT(Times({.every = 1000, .count = 3}, 5200), ElementsAre(5200, 6000, 7000));
}

TEST(Repeat, TheFirstTickIsNotTooNear) {
  EXPECT_THAT(Times({.every = 1000, .count = 3}, 5900), ElementsAre(5900, 7000, 8000));
}

TEST(Repeat, MissedTicksAreLeftOut) {
  EXPECT_THAT(Times({.every = 1000, .count = 3}, 5000, 2500), ElementsAre(5000, 7500, 10000));
}

TEST(Repeat, EndsWhenTheDurationHasPassed) {
  EXPECT_THAT(Times({.every = 1000, .duration = 2000}, 5000), ElementsAre(5000, 6000, 7000));
  EXPECT_THAT(Times({.every = 1000, .count = 2, .duration = 9000}, 5000), ElementsAre(5000, 6000));
}

TEST(Repeat, TimesBeforeTheEpochAreAlignedToo) {
  EXPECT_THAT(Times({.every = 1000, .count = 2}, -1500), ElementsAre(-1500, 0));
}

TEST(Repeat, AnErrorEndsIt) {
  ManualClock clock(0);
  int calls = 0;
  const auto result = Repeat({.every = 1000}, clock, [&](Timestamp) -> Status {
    if (++calls == 3) return Error{Exit::kOutside, "full"};
    return Ok();
  });
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message, "full");
  EXPECT_EQ(calls, 3);
}

TEST(CheckRepeat, RefusesWhatMakesNoSense) {
  EXPECT_TRUE(CheckRepeat({}).ok());
  EXPECT_TRUE(CheckRepeat({.count = 1}).ok());
  for (const RepeatOptions& options :
       {RepeatOptions{.every = -1}, RepeatOptions{.count = -1}, RepeatOptions{.duration = -1},
        RepeatOptions{.count = 2}, RepeatOptions{.duration = 5}}) {
    const Status status = CheckRepeat(options);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, Exit::kUsage);
  }
}

}  // namespace
}  // namespace plumb::cli
