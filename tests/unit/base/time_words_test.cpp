#include "base/time_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace plumb {
namespace {

using ::testing::HasSubstr;

constexpr Timestamp kNow = 1'789'741'805'250;  // 2026-09-18T14:30:05.25Z, a Friday

TimeContext Context(std::string_view zone = "UTC", Timestamp now = kNow) {
  return {now, *TimeZone::Load(zone), std::nullopt, std::nullopt};
}

// The time in the context's zone, or the error.
std::string Read(std::string_view text, const TimeContext& context = Context()) {
  const Result<Timestamp> t = ParseTime(text, context);
  return t ? FormatRfc3339(*t, context.zone) : "error: " + t.error().message;
}

std::string ReadAt(std::string_view text, std::string_view zone, std::string_view now) {
  return Read(text, Context(zone, *ParseTime(now, Context(zone))));
}

TEST(ParseTime, ReadsRfc3339) {
  EXPECT_EQ(Read("2026-09-18T14:00:00Z"), "2026-09-18T14:00:00Z");
  EXPECT_EQ(Read("2026-09-18t14:00:00z"), "2026-09-18T14:00:00Z");
  EXPECT_EQ(Read("2026-09-18T14:00:00+02:00"), "2026-09-18T12:00:00Z");
  EXPECT_EQ(Read("2026-09-18 14:00:00.25-03:30"), "2026-09-18T17:30:00.250Z");
  EXPECT_EQ(Read("2026-09-18 14:00 +02:00"), "2026-09-18T12:00:00Z");
  EXPECT_EQ(Read("2026-09-18T14:00:00.123456789Z"), "2026-09-18T14:00:00.123Z");
  EXPECT_EQ(Read("2016-12-31T23:59:60Z"), "2017-01-01T00:00:00Z");
}

TEST(ParseTime, ReadsDatesInTheZone) {
  EXPECT_EQ(Read("2026-09-18 14:00", Context("Europe/Berlin")), "2026-09-18T14:00:00+02:00");
  EXPECT_EQ(Read("2026-01-18T14:00", Context("Europe/Berlin")), "2026-01-18T14:00:00+01:00");
  EXPECT_EQ(Read("2026-09-18", Context("Asia/Kolkata")), "2026-09-18T00:00:00+05:30");
  EXPECT_EQ(Read("2026-03-29 02:30", Context("Europe/Berlin")), "2026-03-29T03:30:00+02:00");
  EXPECT_EQ(Read("2024-02-29"), "2024-02-29T00:00:00Z");
}

TEST(ParseTime, ReadsEpochs) {
  EXPECT_EQ(Read("1789740000"), "2026-09-18T14:00:00Z");
  EXPECT_EQ(Read("1789740000.25"), "2026-09-18T14:00:00.250Z");
  EXPECT_EQ(Read("1789740000250"), "2026-09-18T14:00:00.250Z");
  EXPECT_EQ(*ParseTime("0", Context()), 0);
  EXPECT_EQ(*ParseTime("-5", Context()), -5000);
  EXPECT_EQ(*ParseTime("99999999999", Context()), 99'999'999'999'000);
  EXPECT_EQ(*ParseTime("100000000000", Context()), 100'000'000'000);
  EXPECT_EQ(*ParseTime("1789740000-1h", Context()), 1'789'736'400'000);
}

TEST(ParseTime, ReadsWords) {
  EXPECT_EQ(Read("now"), "2026-09-18T14:30:05.250Z");
  EXPECT_EQ(Read("today"), "2026-09-18T00:00:00Z");
  EXPECT_EQ(Read("yesterday"), "2026-09-17T00:00:00Z");
  EXPECT_EQ(Read("tomorrow"), "2026-09-19T00:00:00Z");
  EXPECT_EQ(Read("14:00"), "2026-09-18T14:00:00Z");
  EXPECT_EQ(Read("14:00:30.5"), "2026-09-18T14:00:30.500Z");
  // In Auckland it is already the 19th.
  EXPECT_EQ(Read("today", Context("Pacific/Auckland")), "2026-09-19T00:00:00+12:00");
  EXPECT_EQ(Read("14:00", Context("Pacific/Auckland")), "2026-09-19T14:00:00+12:00");
}

TEST(ParseTime, ReadsOffsetsAndRounding) {
  EXPECT_EQ(Read("-1h"), "2026-09-18T13:30:05.250Z");
  EXPECT_EQ(Read("+1h"), "2026-09-18T15:30:05.250Z");
  EXPECT_EQ(Read("now-1d/d"), "2026-09-17T00:00:00Z");
  EXPECT_EQ(Read("yesterday+6h"), "2026-09-17T06:00:00Z");
  EXPECT_EQ(Read("now - 1h30m + 5s"), "2026-09-18T13:00:10.250Z");
  EXPECT_EQ(Read("-1d12h"), "2026-09-17T02:30:05.250Z");
  EXPECT_EQ(Read("now-250ms"), "2026-09-18T14:30:05Z");
  EXPECT_EQ(Read("now/s"), "2026-09-18T14:30:05Z");
  EXPECT_EQ(Read("now/m"), "2026-09-18T14:30:00Z");
  EXPECT_EQ(Read("now/h"), "2026-09-18T14:00:00Z");
  EXPECT_EQ(Read("now/d"), "2026-09-18T00:00:00Z");
  EXPECT_EQ(Read("now/w"), "2026-09-14T00:00:00Z");  // the Monday
  EXPECT_EQ(Read("2026-09-20/w"), "2026-09-14T00:00:00Z");
  EXPECT_EQ(Read("2026-09-14/w"), "2026-09-14T00:00:00Z");
  EXPECT_EQ(Read("now/M"), "2026-09-01T00:00:00Z");
  EXPECT_EQ(Read("now/y"), "2026-01-01T00:00:00Z");
  EXPECT_EQ(Read("now/M-1M/y"), "2026-01-01T00:00:00Z");
  EXPECT_EQ(Read("2026-09-18 14:00-1h"), "2026-09-18T13:00:00Z");
  EXPECT_EQ(Read("2026-09-18-1d"), "2026-09-17T00:00:00Z");
  EXPECT_EQ(Read("  now  "), Read("now"));
}

TEST(ParseTime, CountsMonthsAndYearsByTheCalendar) {
  EXPECT_EQ(Read("2026-03-31-1M"), "2026-02-28T00:00:00Z");
  EXPECT_EQ(Read("2024-02-29+1y"), "2025-02-28T00:00:00Z");
  EXPECT_EQ(Read("2026-01-15-2M"), "2025-11-15T00:00:00Z");
  EXPECT_EQ(Read("2026-12-15+1M"), "2027-01-15T00:00:00Z");
  EXPECT_EQ(Read("2026-09-18+2w"), "2026-10-02T00:00:00Z");
}

TEST(ParseTime, DaysOfDaylightSavingHave23And25Hours) {
  // A calendar day back is the same wall clock; 24 h back is not.
  EXPECT_EQ(ReadAt("-1d", "Europe/Berlin", "2026-03-29 14:00"), "2026-03-28T14:00:00+01:00");
  EXPECT_EQ(ReadAt("-24h", "Europe/Berlin", "2026-03-29 14:00"), "2026-03-28T13:00:00+01:00");
  EXPECT_EQ(ReadAt("-1d/d", "Europe/Berlin", "2026-10-26 00:30"), "2026-10-25T00:00:00+02:00");
  EXPECT_EQ(ReadAt("yesterday", "Europe/Berlin", "2026-10-26 23:59"), "2026-10-25T00:00:00+02:00");
  EXPECT_EQ(ReadAt("today+25h", "Europe/Berlin", "2026-10-25 12:00"), "2026-10-26T00:00:00+01:00");
  EXPECT_EQ(ReadAt("tomorrow", "Europe/Berlin", "2026-10-25 12:00"), "2026-10-26T00:00:00+01:00");
  // Midnight itself is skipped: the day begins at one.
  EXPECT_EQ(ReadAt("today", "Africa/Cairo", "2026-04-24 12:00"), "2026-04-24T01:00:00+03:00");
}

TEST(ParseTime, RoundsDownWithinAnHourThatOccursTwice) {
  const auto rounded = [](std::string_view text, std::string_view zone) {
    return Read(text, Context(zone));
  };
  EXPECT_EQ(rounded("2026-10-25T02:30:00+02:00/h", "Europe/Berlin"), "2026-10-25T02:00:00+02:00");
  EXPECT_EQ(rounded("2026-10-25T02:30:00+01:00/h", "Europe/Berlin"), "2026-10-25T02:00:00+01:00");
  // Lord Howe turns back from 2:00 to 1:30, so the second 1:45 lies in the hour that began at 1:00.
  EXPECT_EQ(rounded("2026-04-05T01:45:00+10:30/h", "Australia/Lord_Howe"),
            "2026-04-05T01:00:00+11:00");
}

TEST(ParseTime, KnowsStartAndEndOfARange) {
  TimeContext context = Context();
  context.start = 1'000'000;
  context.end = 2'000'000;
  EXPECT_EQ(*ParseTime("start", context), 1'000'000);
  EXPECT_EQ(*ParseTime("end-1m", context), 1'940'000);
  EXPECT_EQ(Read("start"),
            "error: 'start' in the time 'start' needs a range, and there is none here");
}

TEST(ParseTime, SaysWhatItDoesNotUnderstand) {
  EXPECT_EQ(
      Read("noon"),
      "error: cannot understand the time 'noon'; examples: now, -1h, yesterday, now-1d/d, 14:00, "
      "2026-09-18 14:00, 2026-09-18T14:00:00Z, 1789740000");
  EXPECT_THAT(Read("now-foo"), HasSubstr("cannot understand '-foo' in the time 'now-foo'"));
  EXPECT_THAT(Read("now-1h/q"), HasSubstr("cannot understand '/q' in the time 'now-1h/q'"));
  EXPECT_THAT(Read("2026-09-18 25:00"), HasSubstr("'25:00'"));
  EXPECT_EQ(Read("2026-13-01"), "error: there is no day '2026-13-01'");
  EXPECT_EQ(Read("2026-02-30 14:00"), "error: there is no day '2026-02-30'");
  EXPECT_THAT(Read("1789740000000000000"), HasSubstr("is not between the years 1 and 9999"));
  EXPECT_EQ(ParseTime("noon", Context()).error().code, Exit::kUsage);
  for (const char* text : {"",
                           " ",
                           "-",
                           "now-",
                           "now/",
                           "now/ms",
                           "5m",
                           "-1.5h",
                           "+5",
                           "2026-13-01",
                           "2026-02-30",
                           "2026-9-1",
                           "24:00",
                           "1:00",
                           "14:60",
                           "2026-09-18T",
                           "2026-09-18T14",
                           "now now",
                           "nowx",
                           "Now",
                           "inf",
                           "nan",
                           "1e9",
                           "0x10",
                           "2026-09-18T14:00:00+25:00",
                           "99999999999999999999999999",
                           "now+9999y",
                           "now-99999999999999999999d",
                           "now-106751991167d",
                           "now-9223372036854775807ms",
                           "2026-09-18T14:00:00.Z",
                           "1_000"}) {
    EXPECT_FALSE(ParseTime(text, Context()).ok()) << text;
  }
}

TEST(ParseTime, ReadsWhatFormatRfc3339Writes) {
  std::mt19937_64 random(11);
  for (const char* name : {"UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"}) {
    const TimeContext context = Context(name);
    for (int i = 0; i < 3000; ++i) {
      const auto t = static_cast<Timestamp>(random() % 4'102'444'800'000);
      ASSERT_EQ(*ParseTime(FormatRfc3339(t, context.zone), context), t);
      ASSERT_EQ(*ParseTime(std::to_string(t + 100'000'000'000), context), t + 100'000'000'000);
    }
  }
}

TEST(ParseTime, RoundingGivesTheNearestStartAtOrBefore) {
  std::mt19937_64 random(12);
  for (const char* name :
       {"UTC", "Europe/Berlin", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia"}) {
    const TimeContext context = Context(name);
    for (int i = 0; i < 3000; ++i) {
      const auto t = static_cast<Timestamp>(140'000'000'000 + random() % 2'500'000'000'000);
      const std::string_view units = "smhdwMy";
      const char unit = units[random() % units.size()];
      const std::string text = std::to_string(t) + "/" + unit;
      const Result<Timestamp> rounded = ParseTime(text, context);
      ASSERT_TRUE(rounded.ok()) << text;
      ASSERT_LE(*rounded, t) << text << " in " << name;
      // Rounding again changes nothing, and times in between round to the same.
      ASSERT_EQ(*ParseTime(std::to_string(*rounded) + "/" + unit, context), *rounded)
          << text << " in " << name;
      const Timestamp between =
          *rounded + static_cast<Timestamp>(random() % static_cast<uint64_t>(t - *rounded + 1));
      if (unit == 'd' || unit == 'w' || unit == 'M' || unit == 'y') {
        ASSERT_EQ(*ParseTime(std::to_string(between) + "/" + unit, context), *rounded)
            << text << " in " << name;
      }
    }
  }
}

TEST(ParseTime, SurvivesAnything) {
  std::mt19937 random(13);
  const std::string_view pieces[] = {"now",   "-",    "+",  "/",    "1",    "9",
                                     "d",     "M",    "y",  "h",    "2026", "-09-18",
                                     ":",     "T",    " ",  ".",    "Z",    "999999999999",
                                     "start", "\xff", "ms", "14:00"};
  int understood = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string text = random() % 2 == 0 ? "now" : "";
    for (size_t n = random() % 7; n > 0; --n) text += pieces[random() % std::size(pieces)];
    understood += ParseTime(text, Context("Europe/Berlin")).ok();
  }
  EXPECT_GT(understood, 1000);
  std::string many = "now";
  for (int i = 0; i < 50'000; ++i) many += "-999999999d9999999999h";
  EXPECT_FALSE(ParseTime(many, Context()).ok());
}

}  // namespace
}  // namespace plumb
