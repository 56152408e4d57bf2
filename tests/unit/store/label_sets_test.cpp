#include "store/label_sets.h"

#include <gtest/gtest.h>

#include <string>

namespace plumb::store {
namespace {

TEST(LabelSets, EachIsFoundByItsNumber) {
  LabelSets sets;
  std::vector<std::string_view> kept;
  const auto bytes_of = [&](uint32_t number) { return kept[number]; };
  for (uint32_t i = 0; i < 20'000; ++i) {
    const std::string bytes = "set " + std::to_string(i) + std::string(i % 50, 'x');
    const auto place = sets.Find(bytes, bytes_of);
    ASSERT_FALSE(place.there);
    kept.push_back(sets.Put(place, bytes, i));
    EXPECT_EQ(kept.back(), bytes);
  }
  for (uint32_t i = 0; i < 20'000; ++i) {
    const auto place = sets.Find(std::string(kept[i]), bytes_of);
    ASSERT_TRUE(place.there);
    EXPECT_EQ(place.number, i);
  }
  EXPECT_FALSE(sets.Find("set", bytes_of).there);
}

TEST(LabelSets, KeepsWhatIsLargerThanABlock) {
  LabelSets sets;
  const std::string large(200'000, 'y');
  EXPECT_EQ(sets.Keep(large), large);
  EXPECT_EQ(sets.Keep("small"), "small");
}

}  // namespace
}  // namespace plumb::store
