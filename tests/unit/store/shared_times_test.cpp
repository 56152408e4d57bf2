#include "store/shared_times.h"

#include <gtest/gtest.h>

#include <random>

#include "base/duration.h"

namespace plumb::store {
namespace {

using Times = std::vector<Timestamp>;

// What is chosen where each series has the times of one list.
Times Choose(const std::vector<Times>& series, const Times& there = {}) {
  std::vector<std::vector<BackfillSample>> samples;
  for (const Times& times : series)
    for (samples.emplace_back(); const Timestamp time : times)
      samples.back().push_back({.time = time});
  std::vector<NewSamples> given;
  for (const auto& each : samples) given.push_back({static_cast<SeriesId>(given.size() + 1), each});
  return ChooseSharedTimes(there, given);
}

Times Scrapes(int count, Timestamp offset = 0) {
  Times times;
  for (int i = 0; i < count; ++i) times.push_back(offset + i * 15 * kSecond + i * i % 7);
  return times;
}

TEST(SharedTimes, OnePageAtATimeIsShared) {
  EXPECT_EQ(Choose(std::vector<Times>(200, Scrapes(240))), Scrapes(240));
  EXPECT_EQ(Choose({Scrapes(240)}), Scrapes(240));
}

TEST(SharedTimes, TimesOfOneSeriesEachAreTheirOwn) {
  std::vector<Times> series;
  for (int i = 0; i < 200; ++i) series.push_back(Scrapes(240, i * 37));
  EXPECT_EQ(Choose(series), Times{});
}

TEST(SharedTimes, HolesDoNotMakeTimesTheirOwn) {
  std::mt19937 random(1);
  std::vector<Times> series(200, Scrapes(240));
  for (Times& times : series) std::erase_if(times, [&](Timestamp) { return random() % 20 == 0; });
  EXPECT_EQ(Choose(series), Scrapes(240));
}

TEST(SharedTimes, AFewStraysKeepTheirs) {
  std::vector<Times> series(200, Scrapes(240));
  series.push_back(Scrapes(100, 5000));
  EXPECT_EQ(Choose(series), Scrapes(240));
}

TEST(SharedTimes, TimesThatAreThereAreNotChosenAgain) {
  EXPECT_EQ(Choose(std::vector<Times>(20, Scrapes(240)), Scrapes(240)), Times{});
  EXPECT_EQ(Choose(std::vector<Times>(20, Scrapes(240)), Scrapes(120)).size(), 120u);
}

}  // namespace
}  // namespace plumb::store
