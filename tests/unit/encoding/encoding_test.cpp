// The building bricks of what is on disk: numbers, lists of ids, checksums, histograms.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "encoding/bitmap.h"
#include "encoding/byte_reader.h"
#include "encoding/crc32c.h"
#include "encoding/decimal.h"
#include "encoding/histogram.h"
#include "encoding/id_list.h"
#include "encoding/varint.h"
#include "model/sample.h"

namespace plumb::encoding {
namespace {

TEST(Varint, RoundTripsAtEveryLength) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const uint64_t value = random() >> (random() % 64);
    std::string bytes;
    AppendVarint(bytes, value);
    AppendZigzag(bytes, static_cast<int64_t>(value));
    AppendZigzag(bytes, -static_cast<int64_t>(value >> 1));
    ByteReader in(bytes);
    EXPECT_EQ(in.Varint(), value);
    EXPECT_EQ(in.Zigzag(), static_cast<int64_t>(value));
    EXPECT_EQ(in.Zigzag(), -static_cast<int64_t>(value >> 1));
    EXPECT_TRUE(in.AtEnd());
  }
  std::string bytes;
  AppendZigzag(bytes, INT64_MIN);
  EXPECT_EQ(ByteReader(bytes).Zigzag(), INT64_MIN);
}

TEST(Varint, DamageIsSeen) {
  EXPECT_FALSE([] {
    ByteReader in("\xff\xff");
    in.Varint();
    return in.ok();
  }());
  // Eleven bytes, and ten whose last has more than the one bit that is left.
  EXPECT_FALSE([] {
    ByteReader in("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02");
    in.Varint();
    return in.ok();
  }());
  ByteReader in("\x05xy");
  EXPECT_EQ(in.Counted(), "");
  EXPECT_FALSE(in.ok());
  EXPECT_EQ(in.Varint(), 0u);  // stays failed
}

TEST(Fixed, KeysSortAsTheirNumbers) {
  std::string before;
  for (const int64_t time :
       {INT64_MIN, int64_t{-1'000}, int64_t{-1}, int64_t{0}, int64_t{1}, INT64_MAX}) {
    std::string key;
    AppendBiased64(key, time);
    EXPECT_LT(before, key);
    EXPECT_EQ(LoadBiased64(key.data()), time);
    before = key;
  }
}

TEST(IdList, RoundTrips) {
  std::mt19937 random(2);
  for (int round = 0; round < 2'000; ++round) {
    std::vector<uint32_t> ids;
    uint64_t id = 0;
    const size_t count = random() % 60;
    for (size_t i = 0; i < count; ++i) {
      id += random() % 3 != 0 ? 1 : 1 + random() % (1u << (random() % 30));
      if (id > UINT32_MAX) break;
      ids.push_back(static_cast<uint32_t>(id));
    }
    std::string bytes;
    AppendIds(bytes, ids, 0);
    ByteReader in(bytes);
    std::vector<uint32_t> read;
    EXPECT_TRUE(TakeIds(in, ids.size(), 0, read));
    EXPECT_TRUE(in.AtEnd());
    EXPECT_EQ(read, ids);
  }
}

TEST(IdList, ARunIsTwoBytes) {
  std::vector<uint32_t> ids;
  for (uint32_t id = 10; id < 110; ++id) ids.push_back(id);
  std::string bytes;
  AppendIds(bytes, ids, 0);
  EXPECT_EQ(bytes, std::string("\x13\x62", 2));
}

TEST(IdList, LiesAreRefused) {
  std::vector<uint32_t> ids;
  ByteReader longer("\x01\x05");  // a run of seven where three are wanted
  EXPECT_FALSE(TakeIds(longer, 3, 0, ids));
  ByteReader beyond(std::string_view("\xfe\xff\xff\xff\x1f\x02", 6));  // past 32 bits
  EXPECT_FALSE(TakeIds(beyond, 2, 5, ids));
}

// Taken in pieces of eight bytes and less it goes another way than whole.
TEST(Crc32c, OfLongBytesAsOfTheirPieces) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 200; ++round) {
    std::string bytes(random() % 20'000, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    uint32_t of_pieces = 0;
    for (size_t at = 0; at < bytes.size();) {
      const size_t size = std::min<size_t>(1 + random() % 8, bytes.size() - at);
      of_pieces = Crc32c(std::string_view(bytes).substr(at, size), of_pieces);
      at += size;
    }
    ASSERT_EQ(Crc32c(bytes), of_pieces) << bytes.size();
  }
}

TEST(Crc32c, KnownAnswers) {
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);  // RFC 3720, B.4
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(Crc32c("6789", Crc32c("12345")), 0xe3069283u);
  EXPECT_EQ(Crc32c(""), 0u);
}

// The quick way of columns of small whole numbers is the same as that of one number at a time.
TEST(Decimal, WholeNumbersAreAddedInAnyCompany) {
  const std::vector<double> whole = {0,
                                     1,
                                     -1,
                                     5e15,
                                     -5e15,
                                     2251799813685247,
                                     -2251799813685248,
                                     2251799813685248,
                                     9007199254740991,
                                     -9007199254740991};
  std::vector<int64_t> numbers(whole.size(), 7);
  ASSERT_TRUE(AddWhole(whole, numbers));
  for (size_t i = 0; i < whole.size(); ++i) {
    EXPECT_EQ(numbers[i], static_cast<int64_t>(whole[i]) + 7) << whole[i];
    std::vector<int64_t> alone = {INT64_MAX};
    ASSERT_TRUE(AddWhole(std::span(&whole[i], 1), alone)) << whole[i];
    EXPECT_EQ(
        static_cast<uint64_t>(alone[0]),
        static_cast<uint64_t>(INT64_MAX) + static_cast<uint64_t>(static_cast<int64_t>(whole[i])));
  }
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double odd : {nan, -nan, model::StaleMarker(), HUGE_VAL, -HUGE_VAL, -0.0, 0.5, 1e-300,
                           9007199254740992.0, 1152921504606846976.0, 1e300}) {
    const std::vector<double> values = {1, odd, 2};
    std::vector<int64_t> sums(values.size());
    EXPECT_FALSE(AddWhole(values, sums)) << odd;
  }
}

TEST(Bitmap, SetsWhatItIsTold) {
  std::string bitmap(BitmapBytes(21), '\0');
  for (size_t bit : {0u, 7u, 8u, 20u}) SetBit(bitmap.data(), bit);
  for (size_t bit = 0; bit < 21; ++bit)
    EXPECT_EQ(TestBit(bitmap.data(), bit), bit == 0 || bit == 7 || bit == 8 || bit == 20);
}

model::Histogram RandomHistogram(std::mt19937_64& random) {
  const auto number = [&]() -> double {
    switch (random() % 6) {
      case 0:
        return std::bit_cast<double>(random());
      case 1:
        return model::StaleMarker();
      case 2:
        return -0.0;
      case 3:
        return 0.25 * static_cast<double>(random() % 100);
      default:
        return static_cast<double>(random() % 1000);
    }
  };
  model::Histogram h;
  h.schema = random() % 5 == 0 ? model::kCustomBucketsSchema : static_cast<int>(random() % 13) - 4;
  h.reset_hint = static_cast<model::ResetHint>(random() % 4);
  h.zero_threshold = number();
  h.zero_count = number();
  h.count = number();
  h.sum = number();
  const bool whole = random() % 2 == 0;
  for (auto [spans, buckets] : {std::pair(&h.positive_spans, &h.positive_buckets),
                                std::pair(&h.negative_spans, &h.negative_buckets)}) {
    for (size_t i = random() % 4; i > 0; --i) {
      const auto length = static_cast<uint32_t>(random() % 5);
      spans->push_back({static_cast<int32_t>(random()), length});
      for (uint32_t b = 0; b < length; ++b)
        buckets->push_back(whole ? static_cast<double>(random() % 100'000) : number());
    }
  }
  for (size_t i = random() % 3; i > 0; --i) h.custom_values.push_back(number());
  return h;
}

TEST(Histogram, RoundTripsBitForBit) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 5'000; ++i) {
    const model::Histogram h = RandomHistogram(random);
    std::string bytes;
    AppendHistogram(bytes, h);
    const auto read = DecodeHistogram(bytes);
    ASSERT_TRUE(read.has_value());
    EXPECT_TRUE(SameHistogram(*read, h));
  }
}

TEST(Histogram, CutsAndTailsAreRefused) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 200; ++i) {
    std::string bytes;
    AppendHistogram(bytes, RandomHistogram(random));
    for (size_t cut = 0; cut < bytes.size(); ++cut)
      EXPECT_FALSE(DecodeHistogram(std::string_view(bytes).substr(0, cut)).has_value());
    EXPECT_FALSE(DecodeHistogram(bytes + '\0').has_value());
  }
}

}  // namespace
}  // namespace plumb::encoding
