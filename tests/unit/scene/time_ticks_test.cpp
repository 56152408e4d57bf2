#include "scene/time_ticks.h"

#include <cstdio>
#include <map>
#include <random>
#include <set>

#include "base/duration.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::scene {
namespace {

using testing::ElementsAre;

TimeZone Zone(const char* name) {
  auto zone = TimeZone::Load(name);
  EXPECT_TRUE(zone.ok()) << name;
  return zone.ok() ? *zone : TimeZone::Utc();
}

Timestamp At(const TimeZone& zone, int64_t year, int month, int day, int hour = 0, int minute = 0) {
  return zone.FromCivil({.year = year, .month = month, .day = day, .hour = hour, .minute = minute});
}

// "HH:MM" of ticks, in their zone.
std::vector<std::string> Clock(const std::vector<Timestamp>& ticks, const TimeZone& zone) {
  std::vector<std::string> out;
  for (const Timestamp t : ticks) {
    const CivilTime civil = zone.ToCivil(t);
    out.push_back(std::to_string(civil.hour) + ":" + std::to_string(civil.minute));
  }
  return out;
}

TimeAxisSpec Spec(Timestamp from, Timestamp to, const TimeZone& zone, double width) {
  TimeAxisSpec spec;
  spec.from = from;
  spec.to = to;
  spec.zone = zone;
  spec.left = 40;
  spec.right = 40 + width;
  spec.label_left = 0;
  spec.label_right = spec.second_right = spec.right + 10;
  spec.measure = [](std::string_view text) { return 7.0 * static_cast<double>(text.size()); };
  return spec;
}

TEST(TimeTicksAt, DaysBeginAtMidnightThroughSpringInBerlin) {
  const TimeZone zone = Zone("Europe/Berlin");
  const auto ticks =
      TimeTicksAt({TimeUnit::kDay, 1}, At(zone, 2026, 3, 28), At(zone, 2026, 3, 31), zone);
  EXPECT_THAT(Clock(ticks, zone), ElementsAre("0:0", "0:0", "0:0", "0:0"));
  EXPECT_EQ(ticks[2] - ticks[1], 23 * kHour);
}

TEST(TimeTicksAt, AnHourThatDoesNotExistHasNoTick) {
  const TimeZone zone = Zone("Europe/Berlin");
  const auto ticks =
      TimeTicksAt({TimeUnit::kHour, 1}, At(zone, 2026, 3, 29, 0), At(zone, 2026, 3, 29, 5), zone);
  EXPECT_THAT(Clock(ticks, zone), ElementsAre("0:0", "1:0", "3:0", "4:0", "5:0"));
}

TEST(TimeTicksAt, AnHourThatComesTwiceHasTwoTicks) {
  const TimeZone zone = Zone("America/New_York");
  const auto ticks =
      TimeTicksAt({TimeUnit::kHour, 1}, At(zone, 2026, 11, 1, 0), At(zone, 2026, 11, 1, 4), zone);
  EXPECT_THAT(Clock(ticks, zone), ElementsAre("0:0", "1:0", "1:0", "2:0", "3:0", "4:0"));
}

TEST(TimeTicksAt, SixHoursStayOnTheWallClock) {
  const TimeZone zone = Zone("America/New_York");
  const auto ticks =
      TimeTicksAt({TimeUnit::kHour, 6}, At(zone, 2026, 10, 31, 12), At(zone, 2026, 11, 2, 0), zone);
  EXPECT_THAT(Clock(ticks, zone), ElementsAre("12:0", "18:0", "0:0", "6:0", "12:0", "18:0", "0:0"));
}

TEST(TimeTicksAt, LordHoweMovesByHalfAnHour) {
  const TimeZone zone = Zone("Australia/Lord_Howe");
  // 2026-04-05 02:00 +11 becomes 01:30 +10:30.
  const auto ticks =
      TimeTicksAt({TimeUnit::kMinute, 30}, At(zone, 2026, 4, 5, 1), At(zone, 2026, 4, 5, 3), zone);
  EXPECT_THAT(Clock(ticks, zone), ElementsAre("1:0", "1:30", "1:30", "2:0", "2:30", "3:0"));
  const auto hours =
      TimeTicksAt({TimeUnit::kHour, 1}, At(zone, 2026, 4, 5, 0), At(zone, 2026, 4, 5, 4), zone);
  EXPECT_THAT(Clock(hours, zone), ElementsAre("0:0", "1:0", "2:0", "3:0", "4:0"));
}

TEST(TimeTicksAt, MonthsAndWeeks) {
  const TimeZone zone = TimeZone::Utc();
  const auto months =
      TimeTicksAt({TimeUnit::kMonth, 2}, At(zone, 2025, 10, 5), At(zone, 2026, 6, 1), zone);
  EXPECT_THAT(months, ElementsAre(At(zone, 2025, 11, 1), At(zone, 2026, 1, 1), At(zone, 2026, 3, 1),
                                  At(zone, 2026, 5, 1)));
  const auto weeks =
      TimeTicksAt({TimeUnit::kDay, 7}, At(zone, 2026, 9, 1), At(zone, 2026, 9, 30), zone);
  for (const Timestamp t : weeks) EXPECT_EQ(zone.ToCivil(t).weekday, 1);
  EXPECT_EQ(weeks.size(), 4u);
}

TEST(PlaceTimeTicks, SaysTheDateFirstAndAtMidnight) {
  const TimeZone zone = TimeZone::Utc();
  const auto ticks =
      PlaceTimeTicks(Spec(At(zone, 2026, 9, 18, 18), At(zone, 2026, 9, 19, 6), zone, 500));
  ASSERT_GE(ticks.size(), 4u);
  EXPECT_EQ(ticks.front().label, "18:00");
  EXPECT_EQ(ticks.front().second, "Fri 18 Sep");
  int dates = 0;
  for (const TimeTick& tick : ticks)
    if (tick.label == "00:00") {
      EXPECT_EQ(tick.second, "Sat 19 Sep");
      ++dates;
    }
  EXPECT_EQ(dates, 1);
}

TEST(PlaceTimeTicks, SaysTheYearAtNewYear) {
  const TimeZone zone = TimeZone::Utc();
  const auto nights =
      PlaceTimeTicks(Spec(At(zone, 2025, 12, 31, 18), At(zone, 2026, 1, 1, 6), zone, 600));
  bool found = false;
  for (const TimeTick& tick : nights) found = found || tick.second == "Thu 1 Jan 2026";
  EXPECT_TRUE(found);
  const auto months = PlaceTimeTicks(Spec(At(zone, 2025, 9, 1), At(zone, 2026, 4, 1), zone, 600));
  ASSERT_EQ(months.size(), 8u);
  EXPECT_EQ(months[0].label, "Sep");
  EXPECT_EQ(months[0].second, "2025");
  EXPECT_EQ(months[4].label, "Jan");
  EXPECT_EQ(months[4].second, "2026");
}

TEST(PlaceTimeTicks, NamesTheZoneWhereClocksGoBack) {
  const TimeZone zone = Zone("Europe/Berlin");
  const auto ticks =
      PlaceTimeTicks(Spec(At(zone, 2026, 10, 25, 0), At(zone, 2026, 10, 25, 6), zone, 800));
  std::vector<std::string> texts;
  for (const TimeTick& tick : ticks)
    if (tick.label == "02:00") texts.push_back(tick.second);
  EXPECT_THAT(texts, ElementsAre("", "CET"));
}

// What a reader sees of a tick: its label under the last second line before it.
bool TextsDiffer(const std::vector<TimeTick>& ticks) {
  std::set<std::pair<std::string, std::string>> seen;
  std::string context;
  for (const TimeTick& tick : ticks) {
    if (!tick.second.empty()) context = tick.second;
    if (!seen.emplace(context, tick.label).second) return false;
  }
  return true;
}

// Around each change of the clocks in thirty years: ticks ascend, are round on the wall clock, and
// what a reader sees of them differs.
TEST(PlaceTimeTicks, HoldsItsPromisesWhereClocksChange) {
  size_t days = 0;
  size_t axes = 0;
  for (const char* name : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe"}) {
    const TimeZone zone = Zone(name);
    for (int64_t day = DaysFromCivil(2005, 1, 1); day < DaysFromCivil(2035, 1, 1); ++day) {
      const Timestamp noon = day * 24 * kHour + 12 * kHour;
      if (zone.OffsetSeconds(noon) == zone.OffsetSeconds(noon - 24 * kHour)) continue;
      ++days;
      for (const double width : {300.0, 500.0, 900.0})
        for (const DurationMs span : {2 * kHour, 6 * kHour, 12 * kHour, 24 * kHour, 72 * kHour}) {
          const TimeAxisSpec spec = Spec(noon - 18 * kHour, noon - 18 * kHour + span, zone, width);
          const auto ticks = PlaceTimeTicks(spec);
          ++axes;
          ASSERT_GE(ticks.size(), 2u) << name << ' ' << day;
          ASSERT_TRUE(TextsDiffer(ticks)) << name << ' ' << day << ' ' << span << ' ' << width;
          for (size_t k = 0; k < ticks.size(); ++k) {
            const CivilTime civil = zone.ToCivil(ticks[k].time);
            ASSERT_EQ(civil.minute % 5 + civil.second, 0) << name << ' ' << day;
            if (k > 0) {
              ASSERT_GT(ticks[k].time, ticks[k - 1].time) << name << ' ' << day;
            }
          }
        }
    }
  }
  EXPECT_GE(days, 3 * 2 * 29u);
  std::printf("%zu axes on %zu days on which clocks change\n", axes, days);
}

// Months and years begin where the second line says so.
TEST(PlaceTimeTicks, SaysEachYearThatBegins) {
  size_t axes = 0;
  for (const char* name : {"UTC", "Europe/Berlin", "Australia/Lord_Howe"}) {
    const TimeZone zone = Zone(name);
    for (int64_t year = 1990; year < 2040; ++year)
      for (const int days : {1, 3, 20, 90, 400, 1500}) {
        const Timestamp begins = At(zone, year, 1, 1);
        const TimeAxisSpec spec =
            Spec(begins - days * 12 * kHour, begins + days * 12 * kHour, zone, 900);
        ++axes;
        for (const TimeTick& tick : PlaceTimeTicks(spec)) {
          if (tick.time != begins) continue;
          ASSERT_NE((tick.label + tick.second).find(std::to_string(year)), std::string::npos)
              << name << ' ' << year << ' ' << days;
        }
      }
  }
  std::printf("%zu axes over a new year\n", axes);
}

TEST(PlaceTimeTicks, HoldsItsPromisesForRandomRanges) {
  std::mt19937_64 random(11);
  const std::vector<TimeZone> zones = {TimeZone::Utc(), Zone("Europe/Berlin"),
                                       Zone("America/New_York"), Zone("Australia/Lord_Howe"),
                                       Zone("Asia/Kathmandu")};
  std::uniform_real_distribution<double> exponent(2.0, 12.5);  // 100 ms to 100 years
  std::uniform_int_distribution<Timestamp> start(-1'000'000'000'000, 3'000'000'000'000);
  std::uniform_real_distribution<double> width(420, 2000);
  for (int i = 0; i < 100'000; ++i) {
    const Timestamp from = start(random);
    const auto span = static_cast<Timestamp>(std::pow(10.0, exponent(random)));
    const TimeAxisSpec spec =
        Spec(from, from + span, zones[static_cast<size_t>(i) % zones.size()], width(random));
    const auto ticks = PlaceTimeTicks(spec);
    const std::string what = spec.zone.name() + " " + std::to_string(from) + " +" +
                             std::to_string(span) + " in " + std::to_string(spec.right - spec.left);
    ASSERT_GE(ticks.size(), 2u) << what;
    ASSERT_LE(ticks.size(), 12u) << what;
    ASSERT_TRUE(TextsDiffer(ticks)) << what;
    double end = -1e9;
    double second_end = -1e9;
    for (size_t k = 0; k < ticks.size(); ++k) {
      const TimeTick& tick = ticks[k];
      ASSERT_TRUE(tick.time >= spec.from && tick.time <= spec.to) << what;
      if (k > 0) {
        ASSERT_GT(tick.time, ticks[k - 1].time) << what;
      }
      const double half = spec.measure(tick.label) / 2;
      ASSERT_GE(tick.label_x - half, std::max(end, spec.label_left)) << what;
      ASSERT_LE(tick.label_x + half, spec.label_right) << what;
      end = tick.label_x + half;
      if (tick.second.empty()) continue;
      const double second_half = spec.measure(tick.second) / 2;
      ASSERT_GE(tick.second_x - second_half, std::max(second_end, spec.label_left)) << what;
      ASSERT_LE(tick.second_x + second_half, spec.second_right) << what;
      second_end = tick.second_x + second_half;
    }
  }
  std::printf("100000 axes of time\n");
}

}  // namespace
}  // namespace plumb::scene
