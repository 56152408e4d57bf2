#include "text/escape.h"

#include <gtest/gtest.h>

#include <random>

#include "text/utf8.h"

namespace plumb::text {
namespace {

template <typename... More>
std::string Appended(void (*append)(std::string&, std::string_view, More...),
                     std::string_view value, More... more) {
  std::string out;
  append(out, value, more...);
  return out;
}

std::string RandomBytes(std::mt19937& random) {
  const std::string_view pieces[] = {"a",      "\\",     "\"",   "\n",   "'",    "`",
                                     "é",      "東",     "🙂", "\x01", "\x7f", "\u0085",
                                     "\u202e", "\u00a0", "\r",   "\t",   " "};
  std::string text;
  for (size_t n = random() % 12; n > 0; --n) {
    if (random() % 6 == 0) {
      text += static_cast<char>(random() % 256);
    } else {
      text += pieces[random() % std::size(pieces)];
    }
  }
  return text;
}

TEST(AppendLabelValue, EscapesBackslashQuoteAndNewline) {
  EXPECT_EQ(Appended(AppendLabelValue, "a\\b\"c\nd\te"), "a\\\\b\\\"c\\nd\te");
  EXPECT_EQ(Appended(AppendLabelValue, ""), "");
  EXPECT_EQ(Appended(AppendLabelValue, "\n"), "\\n");
}

TEST(AppendHelp, LeavesQuotes) {
  EXPECT_EQ(Appended(AppendHelp, "a\\b\"c\nd"), "a\\\\b\"c\\nd");
}

// Expected texts are what Go's strconv.Quote gives.
TEST(GoQuote, WritesAsGo) {
  EXPECT_EQ(GoQuote("plain 'x' ü東🙂"), "\"plain 'x' ü東🙂\"");
  EXPECT_EQ(GoQuote("\a\b\f\n\r\t\v\\\""), R"("\a\b\f\n\r\t\v\\\"")");
  EXPECT_EQ(GoQuote(std::string_view("\0\x1b\x7f", 3)), R"("\x00\x1b\x7f")");
  EXPECT_EQ(GoQuote("\xff\xC3"), R"("\xff\xc3")");
  EXPECT_EQ(GoQuote("\u0085\u00a0\u202e\ufeff\u00ad"), R"("\u0085\u00a0\u202e\ufeff\u00ad")");
  EXPECT_EQ(GoQuote("\U000E0001\U0010FFFF"), R"("\U000e0001\U0010ffff")");
  EXPECT_EQ(GoQuote("\ufffd"), "\"\ufffd\"");
}

TEST(GoUnquote, ReadsTheThreeKinds) {
  EXPECT_EQ(*GoUnquote(R"("a\n\x41\u00e9\U0001F642\101\"")"), "a\nA\u00e9\U0001F642A\"");
  EXPECT_EQ(*GoUnquote(R"('it\'s "quoted"')"), "it's \"quoted\"");
  EXPECT_EQ(*GoUnquote("`raw \\n\n\"`"), "raw \\n\n\"");
  EXPECT_EQ(*GoUnquote("\"\""), "");
  EXPECT_EQ(*GoUnquote(R"("\xff\377")"), "\xff\xff");
  EXPECT_EQ(*GoUnquote(R"("\ud800")"), "\uFFFD");
}

TEST(GoUnquote, RejectsWhatIsNoLiteral) {
  for (const char* literal : {"", "\"", "'", "`", "abc", "\"a'", "\"a\"b\"", "\"a\nb\"", "\"\\\"",
                              R"("\q")", R"("\'")", R"('\"')", R"("\x4")", R"("\u12")",
                              R"("\U00110000")", R"("\400")", R"("\08")", "`a`b`", "xax"}) {
    EXPECT_FALSE(GoUnquote(literal).ok()) << literal;
  }
}

TEST(GoUnquote, ShowsTheEscape) {
  const Result<std::string> result = GoUnquote(R"("10\.0")");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message,
            R"(invalid string "10\.0": unknown escape '\.' (to match a backslash, double it))");
  EXPECT_EQ(result.error().code, Exit::kUsage);
}

TEST(GoUnquote, ReadsBackWhatGoQuoteWrote) {
  std::mt19937 random(3);
  for (int i = 0; i < 20'000; ++i) {
    const std::string value = RandomBytes(random);
    const Result<std::string> back = GoUnquote(GoQuote(value));
    ASSERT_TRUE(back.ok()) << GoQuote(value);
    EXPECT_EQ(*back, value);
  }
}

TEST(AppendJsonString, IsAlwaysValidUtf8WithoutControls) {
  EXPECT_EQ(Appended(AppendJsonString, "a\"\\\n\r\t\x01ü\xff"),
            "\"a\\\"\\\\\\n\\r\\t\\u0001ü\uFFFD\"");
  std::mt19937 random(4);
  for (int i = 0; i < 5000; ++i) {
    const std::string text = Appended(AppendJsonString, RandomBytes(random));
    EXPECT_TRUE(IsValidUtf8(text));
    EXPECT_EQ(text.find_first_of("\n\r\t\x01"), std::string::npos);
  }
}

TEST(AppendCsvField, QuotesOnlyWhereNeeded) {
  EXPECT_EQ(Appended<char>(AppendCsvField, "plain text", ','), "plain text");
  EXPECT_EQ(Appended<char>(AppendCsvField, "a,b", ','), "\"a,b\"");
  EXPECT_EQ(Appended<char>(AppendCsvField, "a,b", '\t'), "a,b");
  EXPECT_EQ(Appended<char>(AppendCsvField, "a\tb", '\t'), "\"a\tb\"");
  EXPECT_EQ(Appended<char>(AppendCsvField, "say \"x\"", ','), "\"say \"\"x\"\"\"");
  EXPECT_EQ(Appended<char>(AppendCsvField, "a\nb", ','), "\"a\nb\"");
  EXPECT_EQ(Appended<char>(AppendCsvField, " a", ','), "\" a\"");
  EXPECT_EQ(Appended<char>(AppendCsvField, "", ','), "");
}

TEST(AppendXml, LetsNoMarkupAndNoForbiddenCharacterThrough) {
  EXPECT_EQ(Appended(AppendXml, "<a b=\"c\" d='e'>&"),
            "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
  EXPECT_EQ(Appended(AppendXml, std::string_view("a\0\x1b\tb\n\r\uFFFFc", 11)), "a\tb\n&#13;c");
  EXPECT_EQ(Appended(AppendXml, "\xff"), "\uFFFD");
  std::mt19937 random(5);
  for (int i = 0; i < 5000; ++i) {
    const std::string text = Appended(AppendXml, RandomBytes(random));
    EXPECT_TRUE(IsValidUtf8(text));
    EXPECT_EQ(text.find_first_of("<>\"'\r\x01"), std::string::npos);
  }
}

TEST(ForTerminal, ShowsControlsInsteadOfObeyingThem) {
  EXPECT_EQ(ForTerminal("a\x1b[31mb"), "a␛[31mb");
  EXPECT_EQ(ForTerminal("a\nb\tc\x7f"), "a␊b␉c␡");
  EXPECT_EQ(ForTerminal("\u009b31m"), "\uFFFD31m");
  EXPECT_EQ(ForTerminal("\u202eabc\u2066"), "\uFFFDabc\uFFFD");
  EXPECT_EQ(ForTerminal("\x9b"), "\uFFFD");
  EXPECT_EQ(ForTerminal("ü東🙂"), "ü東🙂");
}

}  // namespace
}  // namespace plumb::text
