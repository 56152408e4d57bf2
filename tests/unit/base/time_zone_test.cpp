#include "base/time_zone.h"

#include <gtest/gtest.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>
#include <set>

namespace plumb {
namespace {

constexpr int64_t kHourMs = 3'600'000;
constexpr const char* kZones[] = {"UTC",
                                  "Europe/Berlin",
                                  "Europe/London",
                                  "Europe/Dublin",
                                  "Europe/Lisbon",
                                  "Europe/Moscow",
                                  "America/New_York",
                                  "America/St_Johns",
                                  "America/Sao_Paulo",
                                  "America/Nuuk",
                                  "America/Los_Angeles",
                                  "Asia/Kolkata",
                                  "Asia/Kathmandu",
                                  "Asia/Tehran",
                                  "Asia/Tokyo",
                                  "Africa/Casablanca",
                                  "Africa/Cairo",
                                  "Australia/Lord_Howe",
                                  "Australia/Sydney",
                                  "Pacific/Apia",
                                  "Pacific/Kiritimati",
                                  "Pacific/Chatham",
                                  "Antarctica/Troll"};

TimeZone Zone(std::string_view name) {
  Result<TimeZone> zone = TimeZone::Load(name);
  if (!zone) ADD_FAILURE() << zone.error().message;
  return zone ? *zone : TimeZone::Utc();
}

Timestamp Utc(int64_t year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  return TimeZone::Utc().FromCivil({year, month, day, hour, minute, second});
}

std::string Iso(Timestamp t, std::string_view zone) {
  return FormatRfc3339(t, Zone(zone));
}

std::string IsoOf(std::string_view zone, const CivilTime& civil) {
  return FormatRfc3339(Zone(zone).FromCivil(civil), Zone(zone));
}

// The environment's zone while it lives.
class ScopedTz {
 public:
  explicit ScopedTz(const char* value) {
    if (const char* old = std::getenv("TZ")) old_ = old;
    value != nullptr ? setenv("TZ", value, 1) : unsetenv("TZ");
    tzset();
  }
  ~ScopedTz() {
    old_ ? setenv("TZ", old_->c_str(), 1) : unsetenv("TZ");
    tzset();
  }

 private:
  std::optional<std::string> old_;
};

TEST(Calendar, CountsDays) {
  EXPECT_EQ(DaysFromCivil(1970, 1, 1), 0);
  EXPECT_EQ(DaysFromCivil(2000, 3, 1), 11'017);
  EXPECT_EQ(DaysFromCivil(1969, 12, 31), -1);
  EXPECT_EQ(DaysFromCivil(1970, 13, 1), 365);
  EXPECT_EQ(DaysFromCivil(1970, 0, 1), -31);
  EXPECT_EQ(DaysFromCivil(1970, -11, 1), DaysFromCivil(1969, 1, 1));
  EXPECT_EQ(DaysFromCivil(0, 3, 1), -719'468);
  EXPECT_EQ(DaysInMonth(2024, 2), 29);
  EXPECT_EQ(DaysInMonth(2100, 2), 28);
  EXPECT_EQ(DaysInMonth(2000, 2), 29);
  EXPECT_EQ(DaysInMonth(2026, 12), 31);
}

TEST(Calendar, EveryDayComesBack) {
  CivilTime before = TimeZone::Utc().ToCivil(-200'000LL * 86'400'000 - 86'400'000);
  for (int64_t day = -200'000; day < 200'000; ++day) {
    const CivilTime civil = TimeZone::Utc().ToCivil(day * 86'400'000);
    ASSERT_EQ(DaysFromCivil(civil.year, civil.month, civil.day), day);
    ASSERT_EQ(civil.weekday, (before.weekday + 1) % 7);
    before = civil;
  }
  EXPECT_EQ(TimeZone::Utc().ToCivil(0).weekday, 4);
}

TEST(Calendar, CarriesFieldsThatOverflow) {
  const TimeZone utc = TimeZone::Utc();
  EXPECT_EQ(utc.FromCivil({2026, 1, 32}), Utc(2026, 2, 1));
  EXPECT_EQ(utc.FromCivil({2026, 1, 1, -1}), Utc(2025, 12, 31, 23));
  EXPECT_EQ(utc.FromCivil({2026, 14, 1}), Utc(2027, 2, 1));
  EXPECT_EQ(utc.FromCivil({2026, 1, 1, 0, 90}), Utc(2026, 1, 1, 1, 30));
  EXPECT_EQ(utc.FromCivil({2026, 1, 1, 0, 0, 0, 1500}), Utc(2026, 1, 1) + 1500);
  EXPECT_EQ(utc.ToCivil(-1), (CivilTime{1969, 12, 31, 23, 59, 59, 999, 3}));
}

TEST(Calendar, SurvivesTheEndsOfTime) {
  for (const char* name : {"UTC", "Europe/Berlin", "Asia/Kolkata"}) {
    const TimeZone zone = Zone(name);
    for (const Timestamp t :
         {std::numeric_limits<Timestamp>::min(), std::numeric_limits<Timestamp>::max()}) {
      EXPECT_FALSE(FormatRfc3339(t, zone).empty());
      EXPECT_FALSE(zone.Abbreviation(t).empty());
    }
    constexpr int kInt = std::numeric_limits<int>::max();
    constexpr int64_t kYear = std::numeric_limits<int64_t>::max();
    EXPECT_GT(zone.FromCivil({kYear, kInt, kInt, kInt, kInt, kInt, kInt}), 0);
    EXPECT_LT(zone.FromCivil({-kYear, -kInt, -kInt, -kInt, -kInt, -kInt, -kInt}), 0);
  }
}

TEST(TimeZone, AgreesWithTheCLibrary) {
  std::mt19937_64 random(7);
  for (const char* name : kZones) {
    const TimeZone zone = Zone(name);
    const ScopedTz environment(name);
    const int64_t first = Utc(1900, 1, 1) / 1000;
    const int64_t last = Utc(2101, 1, 1) / 1000;
    for (int i = 0; i < 5000; ++i) {
      const int64_t seconds =
          first + static_cast<int64_t>(random() % static_cast<uint64_t>(last - first));
      const time_t time = seconds;
      std::tm expected = {};
      localtime_r(&time, &expected);
      const CivilTime civil = zone.ToCivil(seconds * 1000);
      ASSERT_EQ(zone.OffsetSeconds(seconds * 1000), expected.tm_gmtoff) << name << " " << seconds;
      ASSERT_EQ(zone.Abbreviation(seconds * 1000), expected.tm_zone) << name << " " << seconds;
      ASSERT_EQ(civil, (CivilTime{expected.tm_year + 1900LL, expected.tm_mon + 1, expected.tm_mday,
                                  expected.tm_hour, expected.tm_min, expected.tm_sec, 0,
                                  expected.tm_wday}))
          << name << " " << seconds;
    }
  }
}

TEST(TimeZone, RulesOfTheEnvironmentAgreeWithTheCLibrary) {
  std::mt19937_64 random(8);
  for (const char* rule :
       {"CET-1CEST,M3.5.0,M10.5.0/3", "<+03>-3", "EST5EDT", "EST5EDT,M3.2.0,M11.1.0",
        "IST-1GMT0,M10.5.0,M3.5.0/1", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
        "NZST-12NZDT,M9.5.0,M4.1.0/3", "AAA3BBB,J60/0,J300/12", "AAA3BBB,59/0,300:00",
        "EET-2EEST,M3.4.4/50,M10.4.4/50"}) {
    const ScopedTz environment(rule);
    const TimeZone zone = TimeZone::Local();
    const bool valid = std::string_view(rule) != "AAA3BBB,59/0,300:00";
    EXPECT_EQ(zone.name(), valid ? rule : "UTC");
    for (int i = 0; valid && i < 3000; ++i) {
      const auto seconds = static_cast<int64_t>(random() % (130ULL * 31'556'952));
      const time_t time = seconds;
      std::tm expected = {};
      localtime_r(&time, &expected);
      ASSERT_EQ(zone.OffsetSeconds(seconds * 1000), expected.tm_gmtoff) << rule << " " << seconds;
      ASSERT_EQ(zone.Abbreviation(seconds * 1000), expected.tm_zone) << rule << " " << seconds;
    }
  }
}

TEST(TimeZone, KnowsAllYearDaylightTime) {
  const ScopedTz environment("XXX3EDT4,0/0,J365/23");  // RFC 8536, section 3.3.1
  const TimeZone zone = TimeZone::Local();
  for (int month = 1; month <= 24; ++month) {
    EXPECT_EQ(zone.Abbreviation(Utc(2030, month, 1, 3)), "EDT");
    EXPECT_EQ(zone.OffsetSeconds(Utc(2030, month, 1, 3)), -4 * 3600);
  }
}

// The definition, slowly: the earliest instant that shows `civil`, over all offsets of the zone.
std::optional<Timestamp> EarliestShowing(const TimeZone& zone, const std::set<int64_t>& offsets,
                                         const CivilTime& civil) {
  std::optional<Timestamp> earliest;
  const Timestamp wall = TimeZone::Utc().FromCivil(civil);
  for (const int64_t offset : offsets) {
    const Timestamp t = wall - offset * 1000;
    if (zone.OffsetSeconds(t) == offset && (!earliest || t < *earliest)) earliest = t;
  }
  return earliest;
}

TEST(TimeZone, FromCivilIsTheEarliestInstantThatShowsIt) {
  std::mt19937_64 random(9);
  for (const char* name : kZones) {
    const TimeZone zone = Zone(name);
    std::set<int64_t> offsets;
    std::vector<Timestamp> changes;
    const Timestamp first = Utc(1900, 1, 1);
    constexpr int64_t kStep = 4 * kHourMs;
    for (Timestamp t = first; t < Utc(2060, 1, 1); t += kStep) {
      if (!offsets.insert(zone.OffsetSeconds(t)).second && t > first &&
          zone.OffsetSeconds(t) == zone.OffsetSeconds(t - kStep)) {
        continue;
      }
      changes.push_back(t);
    }
    int skipped = 0;
    for (int i = 0; i < 4000; ++i) {
      const auto away =
          static_cast<int64_t>(random() % (4 * static_cast<uint64_t>(kHourMs))) - 2 * kHourMs;
      const Timestamp wall = changes[random() % changes.size()] + away +
                             zone.OffsetSeconds(changes[0]) * 1000 +
                             static_cast<int64_t>(random() % 28) * kHourMs - 14 * kHourMs;
      const CivilTime civil = TimeZone::Utc().ToCivil(wall);
      const Timestamp t = zone.FromCivil(civil);
      const std::optional<Timestamp> expected = EarliestShowing(zone, offsets, civil);
      if (expected) {
        ASSERT_EQ(t, *expected) << name << " " << FormatRfc3339(wall, TimeZone::Utc());
        ASSERT_EQ(zone.ToCivil(t), civil) << name;
      } else {
        // Moved forward by what is skipped: by the change of the offset around it.
        const int64_t change = zone.OffsetSeconds(t) - zone.OffsetSeconds(t - 26 * kHourMs);
        ASSERT_EQ(TimeZone::Utc().FromCivil(zone.ToCivil(t)), wall + change * 1000) << name;
        ++skipped;
      }
    }
    if (changes.size() > 20) {
      EXPECT_GT(skipped, 0) << name;
    }
  }
}

TEST(TimeZone, SkippedAndRepeatedHours) {
  EXPECT_EQ(IsoOf("Europe/Berlin", {2026, 3, 29, 2, 30}), "2026-03-29T03:30:00+02:00");
  EXPECT_EQ(IsoOf("Europe/Berlin", {2026, 10, 25, 2, 30}), "2026-10-25T02:30:00+02:00");
  EXPECT_EQ(IsoOf("America/New_York", {2026, 3, 8, 2, 30}), "2026-03-08T03:30:00-04:00");
  EXPECT_EQ(IsoOf("America/New_York", {2026, 11, 1, 1, 30}), "2026-11-01T01:30:00-04:00");
  // Half an hour of daylight time.
  EXPECT_EQ(IsoOf("Australia/Lord_Howe", {2026, 10, 4, 2, 10}), "2026-10-04T02:40:00+11:00");
  EXPECT_EQ(IsoOf("Australia/Lord_Howe", {2026, 4, 5, 1, 45}), "2026-04-05T01:45:00+11:00");
  // A day that never was.
  EXPECT_EQ(IsoOf("Pacific/Apia", {2011, 12, 30, 12}), "2011-12-31T12:00:00+14:00");
  EXPECT_EQ(IsoOf("Asia/Kolkata", {2026, 6, 1, 12}), "2026-06-01T12:00:00+05:30");
}

TEST(TimeZone, FollowsTheRuleBehindTheLastTransition) {
  EXPECT_EQ(Iso(Utc(2200, 7, 1), "Europe/Berlin"), "2200-07-01T02:00:00+02:00");
  EXPECT_EQ(Iso(Utc(2200, 1, 1), "Europe/Berlin"), "2200-01-01T01:00:00+01:00");
  EXPECT_EQ(Zone("Europe/Berlin").Abbreviation(Utc(2200, 7, 1)), "CEST");
  EXPECT_EQ(Zone("Europe/Dublin").Abbreviation(Utc(2200, 7, 1)), "IST");
  EXPECT_EQ(Iso(Utc(2200, 1, 1), "Australia/Lord_Howe"), "2200-01-01T11:00:00+11:00");
}

TEST(TimeZone, LoadsEveryZoneOfTheSystem) {
  int zones = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("/usr/share/zoneinfo")) {
    const std::string name = entry.path().lexically_relative("/usr/share/zoneinfo");
    if (!entry.is_regular_file() || name.starts_with("right") ||
        name.find('.') != std::string::npos)
      continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    if (!bytes.starts_with("TZif")) continue;
    EXPECT_TRUE(TimeZone::Load(name).ok()) << name;
    ++zones;
  }
  EXPECT_GT(zones, 300);
}

TEST(TimeZone, LoadsNamesAndOffsets) {
  EXPECT_EQ(Zone("Europe/Berlin").name(), "Europe/Berlin");
  EXPECT_EQ(Zone("UTC").name(), "UTC");
  EXPECT_EQ(Zone("Etc/UTC").name(), "UTC");
  EXPECT_TRUE(Zone("Etc/UTC").is_utc());
  EXPECT_TRUE(Zone("+00:00").is_utc());
  EXPECT_FALSE(Zone("Europe/London").is_utc());
  EXPECT_EQ(Zone("+0530").name(), "+05:30");
  EXPECT_EQ(Zone("-02").OffsetSeconds(0), -7200);
  EXPECT_EQ(Zone("+05:45").Abbreviation(0), "+05:45");
  EXPECT_EQ(Zone("-00:30").name(), "-00:30");
}

TEST(TimeZone, RejectsOtherNames) {
  for (const char* name :
       {"", "Europe", "Europe/Berln", "../../../etc/passwd", "/etc/localtime", "+24:00", "+1",
        "+01:60", "+1:00", "+01:0", "zone.tab", "+0:100", "right/../../x", "a b"}) {
    EXPECT_FALSE(TimeZone::Load(name).ok()) << name;
  }
  EXPECT_EQ(TimeZone::Load("Europe/Berln").error().message,
            "unknown time zone 'Europe/Berln'; examples: Europe/Berlin, UTC, local, +02:00");
  EXPECT_EQ(TimeZone::Load("right/Europe/Berlin").error().code, Exit::kUsage);
}

TEST(TimeZone, LocalFollowsTheEnvironment) {
  const auto local = [](const char* tz) {
    const ScopedTz environment(tz);
    return TimeZone::Local().name();
  };
  EXPECT_EQ(local("Europe/Berlin"), "Europe/Berlin");
  EXPECT_EQ(local(":Europe/Berlin"), "Europe/Berlin");
  EXPECT_EQ(local("/usr/share/zoneinfo/Asia/Tokyo"), "Asia/Tokyo");
  EXPECT_EQ(local(""), "UTC");
  EXPECT_EQ(local("local"), "UTC");
  EXPECT_EQ(local("No/Such"), "UTC");
  EXPECT_EQ(local("/etc/passwd"), "UTC");
  EXPECT_NE(local(nullptr), "");
}

TEST(FormatRfc3339, WritesMillisecondsOnlyWhereThereAreSome) {
  EXPECT_EQ(Iso(1'789'740'000'000, "UTC"), "2026-09-18T14:00:00Z");
  EXPECT_EQ(Iso(1'789'740'000'250, "Europe/Berlin"), "2026-09-18T16:00:00.250+02:00");
  EXPECT_EQ(Iso(1'789'740'000'000, "America/St_Johns"), "2026-09-18T11:30:00-02:30");
  EXPECT_EQ(Iso(Utc(2026, 1, 1), "Europe/London"), "2026-01-01T00:00:00Z");
  EXPECT_EQ(Iso(-1, "UTC"), "1969-12-31T23:59:59.999Z");
  // Local mean time, 53 min 28 s: the instant is kept although the offset has whole minutes.
  EXPECT_EQ(Iso(Utc(1890, 1, 1), "Europe/Berlin"), "1890-01-01T00:53:00+00:53");
}

}  // namespace
}  // namespace plumb
