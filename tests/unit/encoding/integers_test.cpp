// Sequences of integers, and the packed blocks below them, against what went in.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "encoding/integers.h"
#include "encoding/packed.h"

namespace plumb::encoding {
namespace {

TEST(Packed, EveryWidthAndCountComesBack) {
  std::mt19937_64 random(1);
  for (unsigned width = 0; width <= 64; ++width) {
    for (const size_t count : {1, 2, 7, 63, 127, 128, 129, 300}) {
      std::vector<uint64_t> values(count);
      for (uint64_t& value : values) {
        value = width == 0 ? 0 : random() >> (64 - width);
        if (random() % 40 == 0) value = random() >> (random() % 64);
      }
      std::string bytes;
      AppendPacked(bytes, values);
      EXPECT_EQ(bytes.size(), PackedSize(values));
      for (const size_t behind : {0, 3, 30}) {  // unpacking must not mind what follows
        const std::string more = bytes + std::string(behind, '\xff');
        ByteReader in(more);
        std::vector<uint64_t> back(count, 5);
        ASSERT_TRUE(TakePacked(in, back));
        ASSERT_EQ(back, values) << width << " bits, " << count;
        ASSERT_EQ(in.left(), behind);
      }
    }
  }
}

TEST(Packed, FewLargeOnesDoNotWidenTheRest) {
  std::vector<uint64_t> values(128, 3);
  const size_t narrow = PackedSize(values);
  values[40] = UINT64_MAX;
  EXPECT_LE(PackedSize(values), narrow + 12);
}

void ExpectRoundTrip(const std::vector<int64_t>& values) {
  std::string bytes;
  AppendIntegers(bytes, values);
  std::vector<int64_t> back(values.size(), 9);
  ByteReader in(bytes);
  ASSERT_TRUE(TakeIntegers(in, back));
  ASSERT_TRUE(in.AtEnd());
  ASSERT_EQ(back, values);
  // Only the last ones.
  for (size_t from = 1; from < values.size(); from += 1 + from / 2) {
    std::vector<int64_t> last(values.size(), 9);
    ByteReader again(bytes);
    ASSERT_TRUE(TakeIntegers(again, last, from));
    ASSERT_TRUE(again.AtEnd());
    ASSERT_TRUE(std::equal(last.begin() + static_cast<std::ptrdiff_t>(from), last.end(),
                           values.begin() + static_cast<std::ptrdiff_t>(from)))
        << "from " << from << " of " << values.size();
  }
}

TEST(Integers, ExtremesComeBack) {
  ExpectRoundTrip({});
  ExpectRoundTrip({0});
  ExpectRoundTrip({INT64_MIN});
  ExpectRoundTrip({INT64_MAX, INT64_MIN});
  ExpectRoundTrip({INT64_MIN, INT64_MAX, INT64_MIN, INT64_MAX, 0});
  ExpectRoundTrip({INT64_MIN, 0, INT64_MIN});
  ExpectRoundTrip({-1, INT64_MAX});
  ExpectRoundTrip({0, INT64_MIN, 1});
}

TEST(Integers, GeneratedSequencesComeBack) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 20'000; ++round) {
    std::vector<int64_t> values(random() % 40);
    const int shift = static_cast<int>(random() % 64);
    const auto factor = static_cast<int64_t>(1 + random() % 5'000);
    int64_t value = static_cast<int64_t>(random()) >> shift;
    for (int64_t& each : values) {
      const int64_t step = static_cast<int64_t>(random()) >> shift;
      value = static_cast<int64_t>(static_cast<uint64_t>(value) +
                                   static_cast<uint64_t>(step) * static_cast<uint64_t>(factor));
      each = value;
    }
    ExpectRoundTrip(values);
    if (HasFatalFailure()) return;
  }
}

TEST(Integers, TheShortestFormIsChosen) {
  const auto size = [](auto make) {
    std::vector<int64_t> values(240);
    for (size_t i = 0; i < values.size(); ++i) values[i] = make(static_cast<int64_t>(i));
    std::string bytes;
    AppendIntegers(bytes, values);
    return bytes.size();
  };
  EXPECT_LE(size([](int64_t) { return int64_t{1} << 40; }), 7u);
  EXPECT_LE(size([](int64_t i) { return 1'795'000'000'000 + 15'000 * i; }), 14u);  // a clock
  EXPECT_LE(size([](int64_t i) { return i * i; }), 100u);  // speeding up: three bits
  EXPECT_LE(size([](int64_t i) { return (i * 7919 % 13) * 4096; }), 240 / 2 + 10u);  // four bits
}

}  // namespace
}  // namespace plumb::encoding
