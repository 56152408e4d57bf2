#include "base/tzif.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "base/time_zone.h"

namespace plumb {
namespace {

std::string ZoneFile(const std::string& name) {
  std::ifstream file("/usr/share/zoneinfo/" + name, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string BigEndian(uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

// A block with a header: one transition at `time` from UTC+0 AAA to UTC+1 BBB.
std::string Block(char version, int64_t time, int time_size) {
  std::string out = "TZif";
  out += version;
  out += std::string(15, '\0');
  for (const uint64_t count : {0, 0, 0, 1, 2, 8}) out += BigEndian(count, 4);
  out += BigEndian(static_cast<uint64_t>(time), time_size) + '\1';
  out += BigEndian(0, 4) + std::string("\0\0", 2) + BigEndian(3600, 4) + std::string("\1\4", 2);
  out += std::string("AAA\0BBB\0", 8);
  return out;
}

TEST(DecodeTzif, ReadsVersionOne) {
  const Result<ZoneData> zone = DecodeTzif(Block('\0', -1000, 4));
  ASSERT_TRUE(zone.ok()) << zone.error().message;
  EXPECT_EQ(TypeAt(*zone, -1001).abbreviation, "AAA");
  EXPECT_EQ(TypeAt(*zone, -1000).abbreviation, "BBB");
  EXPECT_EQ(TypeAt(*zone, 1'000'000'000'000).offset_seconds, 3600);
}

TEST(DecodeTzif, PrefersTheSecondBlock) {
  const int64_t far = 5'000'000'000;  // not in 32 bits
  for (const char version : {'2', '3', '4'}) {
    const std::string bytes = Block(version, 1000, 4) + Block(version, far, 8) + "\nCCC-2\n";
    const Result<ZoneData> zone = DecodeTzif(bytes);
    ASSERT_TRUE(zone.ok()) << zone.error().message;
    EXPECT_EQ(TypeAt(*zone, far - 1).abbreviation, "AAA");
    EXPECT_EQ(TypeAt(*zone, far).abbreviation, "CCC");
  }
  const Result<ZoneData> no_rule = DecodeTzif(Block('2', 0, 4) + Block('2', far, 8) + "\n\n");
  ASSERT_TRUE(no_rule.ok());
  EXPECT_EQ(TypeAt(*no_rule, far).abbreviation, "BBB");
}

TEST(DecodeTzif, SaysWhatIsWrong) {
  const auto message = [](const std::string& bytes) { return DecodeTzif(bytes).error().message; };
  EXPECT_EQ(message(""), "not a valid time zone file: too short");
  EXPECT_EQ(message(std::string(100, 'x')),
            "not a valid time zone file: it does not begin with 'TZif'");
  EXPECT_EQ(message(Block('2', 0, 4) + Block('2', 0, 8)),
            "not a valid time zone file: the footer is missing");
  EXPECT_FALSE(DecodeTzif(Block('2', 0, 4) + Block('2', 0, 8) + "\nnonsense\n").ok());
  std::string unknown_type = Block('\0', 0, 4);
  unknown_type[44 + 4] = '\2';
  EXPECT_EQ(message(unknown_type), "not a valid time zone file: a transition to an unknown type");
}

TEST(DecodeTzif, RejectsLeapSeconds) {
  const std::string bytes = ZoneFile("right/Europe/Berlin");
  if (bytes.empty()) GTEST_SKIP() << "skipped: no zones with leap seconds here";
  EXPECT_EQ(DecodeTzif(bytes).error().message,
            "not a valid time zone file: it counts leap seconds, which Unix time does not");
}

TEST(DecodeTzif, SurvivesEveryTruncation) {
  const std::string bytes = ZoneFile("Europe/Berlin");
  ASSERT_TRUE(DecodeTzif(bytes).ok());
  for (size_t size = 0; size < bytes.size(); ++size) {
    // A copy of that size, so that a sanitizer sees a read past it.
    EXPECT_FALSE(DecodeTzif(std::string(bytes, 0, size)).ok()) << size;
  }
}

TEST(DecodeTzif, SurvivesBrokenBytes) {
  const std::string bytes = ZoneFile("America/New_York");
  std::mt19937 random(10);
  for (int i = 0; i < 20'000; ++i) {
    std::string broken = bytes;
    for (size_t n = 1 + random() % 4; n > 0; --n) {
      const size_t at = random() % 2 == 0 ? random() % 64 : random() % broken.size();
      broken[at] = static_cast<char>(random() % 256);
    }
    const Result<TimeZone> zone = TimeZone::FromTzif(broken, "broken");
    if (!zone) continue;
    for (const Timestamp t :
         {Timestamp{0}, Timestamp{1'700'000'000'000}, Timestamp{9'000'000'000'000}}) {
      EXPECT_FALSE(FormatRfc3339(zone->FromCivil(zone->ToCivil(t)), *zone).empty());
    }
  }
}

TEST(ParsePosixTz, RejectsWhatIsNoRule) {
  for (const char* text : {"",
                           "A1",
                           "AB1",
                           "AAA",
                           "<AA1",
                           "<+3>-3",
                           "AAA25",
                           "AAA1:60",
                           "AAA1BBB,M3.2.0",
                           "AAA1BBB,M13.2.0,M11.1.0",
                           "AAA1BBB,M3.6.0,M11.1.0",
                           "AAA1BBB,M3.2.7,M11.1.0",
                           "AAA1BBB,J0,J1",
                           "AAA1BBB,J366,J1",
                           "AAA1BBB,366,1",
                           "AAA1BBB,1/168,2",
                           "AAA1,1,2",
                           "AAA1BBB,1,2,3",
                           "AAA1BBB,1,2x",
                           "AAA1 BBB",
                           "CET-1CEST,M3.5.0,M10.5.0/"}) {
    EXPECT_FALSE(ParsePosixTz(text).ok()) << text;
  }
}

TEST(ParsePosixTz, ReadsSignsAndNames) {
  const Result<PosixTz> rule = ParsePosixTz("<-03>+3:30:15<+00>-1,J1/-167,365/167:59:59");
  ASSERT_TRUE(rule.ok());
  EXPECT_EQ(rule->standard.abbreviation, "-03");
  EXPECT_EQ(rule->standard.offset_seconds, -(3 * 3600 + 30 * 60 + 15));
  EXPECT_EQ(rule->daylight->abbreviation, "+00");
  EXPECT_EQ(rule->daylight->offset_seconds, 3600);
  EXPECT_EQ(rule->daylight_begins.seconds, -167 * 3600);
  EXPECT_EQ(rule->daylight_ends.seconds, 167 * 3600 + 59 * 60 + 59);
}

}  // namespace
}  // namespace plumb
