#include "formats/cell_time.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace plumb::formats {
namespace {

// What a column with only this cell is read as, in UTC; "no" if it is no time.
std::string Read(std::string_view cell, std::string_view format = "",
                 const TimeZone& zone = TimeZone::Utc()) {
  auto times = CellTimes::Make(zone, format);
  if (!times.ok()) return times.error().message;
  times->Look(cell);
  if (const Status order = times->CheckOrder(); !order.ok()) return order.error().message;
  Timestamp time = 0;
  return times->Read(cell, time) ? FormatRfc3339(time, TimeZone::Utc()) : "no";
}

TEST(CellTimes, ReadsWhatProgramsWrite) {
  for (const char* cell :
       {"2026-09-18T14:00:05Z", "2026-09-18 14:00:05", "2026-09-18T16:00:05+02:00",
        "2026-09-18 10:00:05 -0400", "2026-09-18 14:00:05 UTC", "2026/09/18 14:00:05",
        "18.09.2026 14:00:05", "18.9.2026 14:00:05", " 2026-09-18 14:00:05 ", "1789740005",
        "1789740005000", "1789740005000000", "1789740005000000000", "1789740005.0", "1.789740005e9",
        "9/18/2026 2:00:05 PM", "18/09/2026 14:00:05"})
    EXPECT_EQ(Read(cell), "2026-09-18T14:00:05Z") << cell;
  EXPECT_EQ(Read("2026-09-18"), "2026-09-18T00:00:00Z");
  EXPECT_EQ(Read("18.09.2026"), "2026-09-18T00:00:00Z");
  EXPECT_EQ(Read("2026-09-18 14:00"), "2026-09-18T14:00:00Z");
  EXPECT_EQ(Read("9/18/2026 12:30 AM"), "2026-09-18T00:30:00Z");
}

TEST(CellTimes, KeepsMillisecondsAndDropsWhatIsSmaller) {
  for (const char* cell :
       {"2026-09-18T14:00:05.123Z", "2026-09-18 14:00:05.123999999", "2026-09-18 14:00:05,123",
        "1789740005.123", "1789740005123", "1789740005123999", "1789740005123999999"})
    EXPECT_EQ(Read(cell), "2026-09-18T14:00:05.123Z") << cell;
  EXPECT_EQ(Read("-1000000000000001"), "1938-04-24T22:13:19.999Z");
}

TEST(CellTimes, RefusesWhatIsNone) {
  for (const char* cell : {"", "x", "14:00", "2026-13-01", "2026-02-29", "2026-09-18 24:00",
                           "2026-09-18 14:60", "2026-09-18x", "2026-09-18 14:00 nowhere",
                           "2026-09-18T14:00:05.Z", "18.09.26", "nan", "inf", "2026-09-18 13:00 PM",
                           "31.02.2026", "9223372036854775807999", "now", "2026-9", "2026-09-"})
    EXPECT_EQ(Read(cell), "no") << cell;
}

TEST(CellTimes, AsksWhereDaysAndMonthsCannotBeTold) {
  EXPECT_EQ(Read("09/08/2026"),
            "'09/08/2026' can be read in two ways; say which with --time-format '%d/%m/%Y' or "
            "'%m/%d/%Y'");
  EXPECT_NE(Read("09/08/2026 14:00").find("'%d/%m/%Y %H:%M' or"), std::string::npos);
  EXPECT_EQ(Read("08/08/2026"), "2026-08-08T00:00:00Z");
}

TEST(CellTimes, OtherRowsTellDaysFromMonths) {
  const auto read = [](std::initializer_list<const char*> looked, std::string_view cell) {
    auto times = CellTimes::Make(TimeZone::Utc(), "");
    for (const char* other : looked) times->Look(other);
    if (!times->CheckOrder().ok()) return std::string("ambiguous");
    Timestamp time = 0;
    return times->Read(cell, time) ? FormatRfc3339(time, TimeZone::Utc()) : std::string("no");
  };
  EXPECT_EQ(read({"01/02/2026", "25/02/2026"}, "01/02/2026"), "2026-02-01T00:00:00Z");
  EXPECT_EQ(read({"01/02/2026", "02/25/2026"}, "01/02/2026"), "2026-01-02T00:00:00Z");
  EXPECT_EQ(read({"01/02/2026", "02/25/2026"}, "25/02/2026"), "no");
  EXPECT_EQ(read({"25/02/2026", "02/25/2026"}, "25/02/2026"), "ambiguous");
}

TEST(CellTimes, TakesTheZoneWhereTheCellHasNone) {
  const auto berlin = TimeZone::Load("Europe/Berlin");
  ASSERT_TRUE(berlin.ok());
  EXPECT_EQ(Read("2026-09-18 14:00", "", *berlin), "2026-09-18T12:00:00Z");
  EXPECT_EQ(Read("18.12.2026 14:00", "", *berlin), "2026-12-18T13:00:00Z");
  EXPECT_EQ(Read("2026-09-18 14:00Z", "", *berlin), "2026-09-18T14:00:00Z");
  EXPECT_EQ(Read("18 Sep 2026 14:00", "%d %b %Y %H:%M", *berlin), "2026-09-18T12:00:00Z");
}

TEST(CellTimes, AFormatDecides) {
  EXPECT_EQ(Read("09/08/2026", "%d/%m/%Y"), "2026-08-09T00:00:00Z");
  EXPECT_EQ(Read("Fri, 18 September 2026 14:00:05 +0200", "%a, %d %B %Y %T %z"),
            "2026-09-18T12:00:05Z");
  EXPECT_EQ(Read("26261", "%y%j"), "2026-09-18T00:00:00Z");
  EXPECT_EQ(Read("20260918140005.25", "%Y%m%d%H%M%S.%f"), "2026-09-18T14:00:05.250Z");
  EXPECT_EQ(Read("9/18/26 2:05 pm", "%m/%d/%y %I:%M %p"), "2026-09-18T14:05:00Z");
  EXPECT_EQ(Read("[1789740005]", "[%s]"), "2026-09-18T14:00:05Z");
  EXPECT_EQ(Read("10h 50%", "%Hh %M%%"), "1970-01-01T10:50:00Z");
  EXPECT_EQ(Read("2026-09-18 x", "%F"), "no");
  EXPECT_EQ(Read("31.02.2026", "%d.%m.%Y"), "no");
}

TEST(CellTimes, AUnitDecides) {
  EXPECT_EQ(Read("5000", "ms"), "1970-01-01T00:00:05Z");
  EXPECT_EQ(Read("5", "s"), "1970-01-01T00:00:05Z");
  EXPECT_EQ(Read("5.25", "s"), "1970-01-01T00:00:05.250Z");
  EXPECT_EQ(Read("5000000", "us"), "1970-01-01T00:00:05Z");
  EXPECT_EQ(Read("5000000000", "ns"), "1970-01-01T00:00:05Z");
  EXPECT_EQ(Read("2026-09-18", "s"), "no");
}

TEST(CellTimes, AnUnknownFormatIsAnswered) {
  EXPECT_NE(Read("x", "%Q").find("unknown '%Q' in the time format"), std::string::npos);
  EXPECT_NE(Read("x", "%").find("unknown '%'"), std::string::npos);
  EXPECT_NE(Read("x", "rfc3339").find("'rfc3339' is no time format"), std::string::npos);
}

TEST(LooksLikeDate, NeedsADateAtTheStart) {
  EXPECT_TRUE(LooksLikeDate("2026-09-18T14:00Z"));
  EXPECT_TRUE(LooksLikeDate("1/2/2026"));
  EXPECT_TRUE(LooksLikeDate("18.09.2026"));
  EXPECT_FALSE(LooksLikeDate("192.168.0.1"));
  EXPECT_FALSE(LooksLikeDate("10.20.30.40:9100"));
  EXPECT_FALSE(LooksLikeDate("1789740005"));
  EXPECT_FALSE(LooksLikeDate("2026-09"));
}

}  // namespace
}  // namespace plumb::formats
