#include "scene/text_width.h"

#include <string>

#include "gtest/gtest.h"
#include "scene/scene.h"
#include "text/utf8.h"

namespace plumb::scene {
namespace {

TEST(TextWidth, CountsCellsOnTerminals) {
  EXPECT_EQ(TextWidth(Medium::kCells, "abc", 12), 3 * kCellWidth);
  EXPECT_EQ(TextWidth(Medium::kCells, "日本", 12), 4 * kCellWidth);
}

TEST(TextWidth, DigitsAreAsWideAsEachOther) {
  const double one = TextWidth(Medium::kPicture, "1", 12);
  for (const char* digit : {"0", "5", "8", "9"})
    EXPECT_EQ(TextWidth(Medium::kPicture, digit, 12), one);
  EXPECT_GT(TextWidth(Medium::kPicture, "日", 12), one);
  EXPECT_LT(TextWidth(Medium::kPicture, "i", 12), one);
}

TEST(FitMiddle, KeepsBothEnds) {
  EXPECT_EQ(FitMiddle(Medium::kCells, "abcdefghij", 12, 7 * kCellWidth), "abc…hij");
  EXPECT_EQ(FitMiddle(Medium::kCells, "abc", 12, 3 * kCellWidth), "abc");
  EXPECT_EQ(FitMiddle(Medium::kCells, "abc", 12, 0), "");
}

TEST(FitMiddle, NeverGetsWiderThanAsked) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += i % 3 == 0 ? "é" : i % 3 == 1 ? "日" : "e\xcc\x81";
  for (const Medium medium : {Medium::kCells, Medium::kPicture}) {
    for (double width = 0; width < 500; width += 7) {
      const std::string fitted = FitMiddle(medium, text, 12, width);
      EXPECT_LE(TextWidth(medium, fitted, 12), width);
      EXPECT_TRUE(text::IsValidUtf8(fitted));
    }
  }
}

TEST(FitMiddle, DoesNotBeginWithACombiningMark) {
  const std::string fitted = FitMiddle(Medium::kCells, "abcdefe\xcc\x81", 12, 4 * kCellWidth);
  EXPECT_EQ(fitted, "ab…e\xcc\x81");
}

}  // namespace
}  // namespace plumb::scene
