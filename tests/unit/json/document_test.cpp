#include "json/document.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace plumb::json {
namespace {

TEST(Document, ShowsWhatItHolds) {
  const auto document = Document::Parse(R"({"a":[1,2.5,"x\u00e9"],"b":{"c":true},"n":null})");
  ASSERT_TRUE(document) << document.error().message;
  const Value root = document->root();
  ASSERT_TRUE(root.is_object());
  EXPECT_EQ(root.size(), 3u);
  EXPECT_EQ(root.Get("a").element(0).integer(), 1);
  EXPECT_EQ(root.Get("a").element(1).number(), 2.5);
  EXPECT_FALSE(root.Get("a").element(1).integer().has_value());
  EXPECT_EQ(root.Get("a").element(2).string(), "xé");
  EXPECT_TRUE(root.Get("b").Get("c").boolean());
  EXPECT_EQ(root.member(1).first, "b");
  EXPECT_TRUE(root.Has("n"));
  EXPECT_TRUE(root.Get("n").is_null());
  EXPECT_FALSE(root.Has("z"));
}

TEST(Document, AnswersEmptyWhereTheKindIsAnother) {
  const auto document = Document::Parse("5");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().string(), "");
  EXPECT_EQ(document->root().size(), 0u);
  EXPECT_TRUE(document->root().Get("x").is_null());
}

TEST(Document, SaysWhereItIsWrong) {
  const auto document = Document::Parse("{\"a\": 1,\n  \"b\": ?}");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().message, "2:8: invalid JSON: invalid value");
}

TEST(Document, RefusesBadUtf8AndTextBehindTheValue) {
  EXPECT_FALSE(Document::Parse("\"\xff\""));
  EXPECT_FALSE(Document::Parse("1 2"));
  EXPECT_FALSE(Document::Parse(""));
}

TEST(Document, SurvivesDepth) {
  EXPECT_FALSE(Document::Parse(std::string(1'000'000, '[')));
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  EXPECT_TRUE(Document::Parse(deep));
}

TEST(Document, KeepsDoublesExactly) {
  const auto document = Document::Parse("[0.1, 1e-320, 9007199254740993, 1.7976931348623157e308]");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().element(0).number(), 0.1);
  EXPECT_EQ(document->root().element(1).number(), 1e-320);
  EXPECT_EQ(document->root().element(2).integer(), 9007199254740993);
  EXPECT_EQ(document->root().element(3).number(), 1.7976931348623157e308);
}

TEST(Document, ReadsNumbersOfAnyForm) {
  const auto document = Document::Parse(
      "[0e200, -0, -0.0, 18446744073709551615, 9223372036854775808, -9223372036854775808, 1E2, "
      "1e-99999, 123456789012345678901234567890]");
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(document->root().element(0).number(), 0);
  EXPECT_EQ(document->root().element(1).integer(), 0);
  EXPECT_TRUE(std::signbit(document->root().element(2).number()));
  EXPECT_EQ(document->root().element(3).number(), 18446744073709551615.0);
  EXPECT_EQ(document->root().element(4).integer(), std::nullopt);
  EXPECT_EQ(document->root().element(4).number(), 9223372036854775808.0);
  EXPECT_EQ(document->root().element(5).integer(), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(document->root().element(6).number(), 100);
  EXPECT_EQ(document->root().element(7).number(), 0);
  EXPECT_EQ(document->root().element(8).number(), 123456789012345678901234567890.0);
  for (const char* text : {"01", "+1", "1.", ".5", "1e", "-", "NaN", "Infinity", "0x1"})
    EXPECT_FALSE(Document::Parse(text)) << text;
  const auto big = Document::Parse("[1,\n 2e999]");
  ASSERT_FALSE(big);
  EXPECT_NE(big.error().message.find("number too big"), std::string::npos) << big.error().message;
}

}  // namespace
}  // namespace plumb::json
