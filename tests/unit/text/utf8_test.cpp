#include "text/utf8.h"

#include <gtest/gtest.h>

#include <random>

namespace plumb::text {
namespace {

TEST(IsValidUtf8, FollowsRfc3629) {
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8("plain ascii, more than a word of it"));
  EXPECT_TRUE(IsValidUtf8("grün 東京 🙂 \xF4\x8F\xBF\xBF"));
  EXPECT_TRUE(IsValidUtf8(std::string_view("\0", 1)));
  EXPECT_FALSE(IsValidUtf8("\x80"));
  EXPECT_FALSE(IsValidUtf8("12345678\xFF"));
  EXPECT_FALSE(IsValidUtf8("\xC3"));              // cut off
  EXPECT_FALSE(IsValidUtf8("\xC0\xAF"));          // overlong /
  EXPECT_FALSE(IsValidUtf8("\xE0\x9F\xBF"));      // overlong
  EXPECT_FALSE(IsValidUtf8("\xF0\x8F\xBF\xBF"));  // overlong
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80"));  // past U+10FFFF
}

TEST(DecodeUtf8, MovesByOneOverABrokenByte) {
  const std::string_view text = "a\xE2\x82z";
  size_t position = 0;
  EXPECT_EQ(DecodeUtf8(text, position), U'a');
  EXPECT_EQ(DecodeUtf8(text, position), 0xFFFDu);
  EXPECT_EQ(position, 2u);
  EXPECT_EQ(DecodeUtf8(text, position), 0xFFFDu);
  EXPECT_EQ(DecodeUtf8(text, position), U'z');
  EXPECT_EQ(position, text.size());
}

TEST(AppendUtf8, IsReadBackForEveryCodePoint) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    AppendUtf8(text, c);
    size_t position = 0;
    ASSERT_EQ(DecodeUtf8(text, position), c);
    ASSERT_EQ(position, text.size());
    ASSERT_TRUE(IsValidUtf8(text));
  }
}

TEST(AppendUtf8, WritesTheReplacementForWhatIsNoCharacter) {
  std::string text;
  AppendUtf8(text, 0xD800);
  AppendUtf8(text, 0x110000);
  EXPECT_EQ(text, "\uFFFD\uFFFD");
}

TEST(DisplayWidth, CountsCells) {
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("grün"), 4u);
  EXPECT_EQ(DisplayWidth("東京"), 4u);
  EXPECT_EQ(DisplayWidth("🙂"), 2u);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1u);  // a combining accent
  EXPECT_EQ(DisplayWidth("\x1b\n\x7f"), 0u);
  EXPECT_EQ(DisplayWidth("▁▂▃│⣿"), 5u);
  EXPECT_EQ(DisplayWidth("\xFF"), 1u);
}

TEST(TruncateMiddle, KeepsBothEnds) {
  EXPECT_EQ(TruncateMiddle("node_cpu_seconds_total", 11), "node_…total");
  EXPECT_EQ(TruncateMiddle("node_cpu_seconds_total", 22), "node_cpu_seconds_total");
  EXPECT_EQ(TruncateMiddle("abcdef", 2), "a…");
  EXPECT_EQ(TruncateMiddle("abcdef", 1), "…");
  EXPECT_EQ(TruncateMiddle("abcdef", 0), "");
}

TEST(TruncateMiddle, LeavesMarksWithTheirLetter) {
  // The accent belongs to the e that is cut: it must not land on the ellipsis.
  EXPECT_EQ(TruncateMiddle("abcde\u0301f", 3), "a…f");
  EXPECT_EQ(TruncateMiddle("e\u0301bcdef", 3), "e\u0301…f");
}

TEST(TruncateMiddle, NeverTakesMoreThanTheWidth) {
  std::mt19937 random(2);
  const std::string_view pieces[] = {"a", "東", "e\u0301", "🙂", "\xFF", "\n", "ü"};
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    for (size_t n = random() % 12; n > 0; --n) text += pieces[random() % std::size(pieces)];
    const size_t width = random() % 14;
    const std::string cut = TruncateMiddle(text, width);
    EXPECT_LE(DisplayWidth(cut), width) << text;
    if (DisplayWidth(text) <= width) {
      EXPECT_EQ(cut, text);
    }
  }
}

TEST(Pad, FillsToTheWidthInCells) {
  EXPECT_EQ(PadRight("東", 4), "東  ");
  EXPECT_EQ(PadLeft("東", 4), "  東");
  EXPECT_EQ(PadLeft("longer", 4), "longer");
  EXPECT_EQ(PadRight("longer", 4), "longer");
}

}  // namespace
}  // namespace plumb::text
