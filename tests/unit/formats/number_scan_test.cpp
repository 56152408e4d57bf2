// The quick ways to read numbers and times give what the plain ones give, over generated text.
#include "formats/number_scan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

#include <fmt/format.h>

#include "formats/time_scan.h"

namespace plumb::formats {
namespace {

using Random = std::mt19937_64;

std::string Digits(Random& random, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += static_cast<char>('0' + random() % 10);
  return text;
}

TEST(TakeDigits, TakesWhatStandsThere) {
  Random random(1);
  for (int round = 0; round < 100'000; ++round) {
    const std::string digits = Digits(random, random() % 19);
    // Any byte may follow, those beside the digits and with the highest bit set among them.
    std::string text = digits;
    for (uint64_t i = random() % 12; i > 0; --i) text += static_cast<char>(random());
    const size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    if (count > 19) continue;
    uint64_t expected = 0;
    for (const char c : text.substr(0, count))
      expected = expected * 10 + static_cast<uint64_t>(c - '0');
    const char* p = text.data();
    uint64_t taken = 0;
    EXPECT_EQ(internal::TakeDigits(p, text.data() + text.size(), taken), static_cast<int>(count));
    EXPECT_EQ(p, text.data() + count);
    ASSERT_EQ(taken, expected) << text;
  }
}

TEST(AreDigits, KnowsEachByteInEachPlace) {
  for (unsigned place = 0; place < 8; ++place)
    for (unsigned byte = 0; byte < 256; ++byte) {
      uint64_t bytes = 0x3930393539303030;
      bytes &= ~(uint64_t{0xff} << place * 8);
      bytes |= uint64_t{byte} << place * 8;
      EXPECT_EQ(internal::AreDigits(bytes), byte >= '0' && byte <= '9') << place << ' ' << byte;
    }
}

TEST(ScanFloat, ReadsShortDecimalsAsTheLibraryDoes) {
  Random random(2);
  for (int round = 0; round < 100'000; ++round) {
    std::string text = random() % 4 == 0 ? "-" : "";
    text += Digits(random, 1 + random() % 14);
    if (random() % 2 == 0) text += "." + Digits(random, 1 + random() % 10);
    if (random() % 4 == 0) text += fmt::format("e{}", static_cast<int>(random() % 60) - 30);
    const char* p = text.data();
    double value = 0;
    ASSERT_TRUE(ScanFloat(p, text.data() + text.size(), value)) << text;
    ASSERT_EQ(value, std::strtod(text.c_str(), nullptr)) << text;
  }
}

TEST(ScanTime, RoundsSecondsAsTheirDoubleIs) {
  Random random(3);
  for (int round = 0; round < 200'000; ++round) {
    std::string text = Digits(random, 1 + random() % 11);
    if (random() % 8 != 0) text += "." + Digits(random, 1 + random() % 4);
    const char* p = text.data();
    Timestamp time = 0;
    ASSERT_TRUE(ScanTime(p, text.data() + text.size(), TimeRule::kSeconds, time)) << text;
    ASSERT_EQ(p, text.data() + text.size());
    ASSERT_EQ(time, std::llround(std::strtod(text.c_str(), nullptr) * 1000)) << text;
  }
}

TEST(ScanTime, TakesWholeNumbersAsTheRuleSays) {
  Random random(4);
  for (int round = 0; round < 100'000; ++round) {
    const std::string text = std::to_string(1 + random() % 9) + Digits(random, random() % 16);
    const auto number = std::stoll(text);
    const bool seconds = number < 100'000'000'000;
    for (const auto& [rule, expected] :
         {std::pair(TimeRule::kMilliseconds, number),
          std::pair(TimeRule::kGuess, number * (seconds ? 1000 : 1))}) {
      const char* p = text.data();
      Timestamp time = 0;
      ASSERT_TRUE(ScanTime(p, text.data() + text.size(), rule, time)) << text;
      ASSERT_EQ(p, text.data() + text.size());
      ASSERT_EQ(time, expected) << text;
    }
  }
}

TEST(ScanTime, LeavesWhatIsNoTime) {
  for (const std::string text : {"", ".", "1.", ".5x", "1.5x", "1.2.3", "x", "1795046415.200s"}) {
    const char* p = text.data();
    Timestamp time = 0;
    const bool read = ScanTime(p, text.data() + text.size(), TimeRule::kSeconds, time);
    EXPECT_EQ(read, text == "1.") << text;
    EXPECT_EQ(p, read ? text.data() + text.size() : text.data());
  }
}

}  // namespace
}  // namespace plumb::formats
