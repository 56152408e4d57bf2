#include "json/token_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "json/document.h"

namespace plumb::json {
namespace {

// Gives so many bytes a time: tokens are cut everywhere.
class Trickle : public ByteInput {
 public:
  Trickle(std::string bytes, size_t step) : bytes_(std::move(bytes)), step_(step) {}
  Result<size_t> Read(char* buffer, size_t size) override {
    const size_t n = std::min({size, step_, bytes_.size() - at_});
    std::memcpy(buffer, bytes_.data() + at_, n);
    at_ += n;
    return n;
  }

 private:
  std::string bytes_;
  size_t step_;
  size_t at_ = 0;
};

// The tokens as words; an error as `line:column reason`.
std::string Show(TokenReader& tokens) {
  std::string out;
  for (;;) {
    const Token token = tokens.Next();
    if (!out.empty()) out += " ";
    switch (token) {
      case Token::kBeginObject:
        out += "{";
        break;
      case Token::kKey:
        out += std::string(tokens.text()) + ":";
        break;
      case Token::kEndObject:
        out += "}";
        break;
      case Token::kBeginArray:
        out += "[";
        break;
      case Token::kEndArray:
        out += "]";
        break;
      case Token::kString:
        out += "'" + std::string(tokens.text()) + "'";
        break;
      case Token::kNumber:
        out += tokens.text();
        break;
      case Token::kTrue:
        out += "true";
        break;
      case Token::kFalse:
        out += "false";
        break;
      case Token::kNull:
        out += "null";
        break;
      case Token::kEnd:
        return out + "end";
      case Token::kError:
        return out + std::to_string(tokens.line()) + ":" + std::to_string(tokens.column()) + " " +
               std::string(tokens.reason());
    }
  }
}

std::string Show(const std::string& text, size_t step = 1 << 20) {
  Trickle in(text, step);
  TokenReader tokens(in);
  return Show(tokens);
}

TEST(TokenReader, GivesTokens) {
  const std::string text =
      "\xEF\xBB\xBF{\"a\" : [1, -2.5e+3,\n\"x\\n\\u00e9\\ud83d\\ude00\"], \"\": {}, \"b\":[], "
      "\"c\":[true,false,null]}\n 7";
  const std::string shown =
      "{ a: [ 1 -2.5e+3 'x\n\u00e9\U0001F600' ] : { } b: [ ] c: [ true false null ] } 7 end";
  for (const size_t step : {1, 2, 3, 7, 1000}) EXPECT_EQ(Show(text, step), shown) << step;
  EXPECT_EQ(Show(""), "end");
  EXPECT_EQ(Show(" \n"), "end");
}

TEST(TokenReader, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(Show("{\"a\" 1}"), "{ a: 1:6 expected ':' behind the name");
  EXPECT_EQ(Show("{a:1}"), "{ 1:2 expected a name in double quotes");
  EXPECT_EQ(Show("[1 2]"), "[ 1 1:4 expected ',' or ']'");
  EXPECT_EQ(Show("[1,\n ]"), "[ 1 2:2 expected a value");
  EXPECT_EQ(Show("{\"a\":1,}"), "{ a: 1 1:8 expected a name in double quotes");
  EXPECT_EQ(Show("[1}"), "[ 1 1:3 '}' closes nothing");
  EXPECT_EQ(Show("]"), "1:1 expected a value");
  EXPECT_EQ(Show("[\"ab"), "[ 1:5 the JSON ends in the middle");
  EXPECT_EQ(Show("[tru"), "[ 1:2 the JSON ends in the middle");
  EXPECT_EQ(Show("[\"a\tb\"]"),
            "[ 1:2 a control character in a string, or its closing quote is missing");
  EXPECT_EQ(Show("[\"\xFF\"]"), "[ 1:2 text that is not UTF-8");
  EXPECT_EQ(Show("[\"\\ud800\"]"), "[ 1:2 half of a surrogate pair");
  EXPECT_EQ(Show("[\"\\x\"]"), "[ 1:2 '\\x' is no escape of JSON");
  for (const char* number : {"01", "-", "1.", ".5", "1e", "+1", "1.e3", "--1"})
    EXPECT_EQ(Show(std::string("[") + number + "]").substr(0, 5), "[ 1:2") << number;
  EXPECT_EQ(Show(std::string(1000, '[')).substr(512 * 2), "1:513 nested too deep");
}

TEST(TokenReader, LeavesWhatIsNotWanted) {
  for (const size_t step : {1, 1000}) {
    Trickle in("{\"a\":[1,{\"b\":[\"]\"]}],\"c\":{\"d\":[2,3]},\"e\":4}", step);
    TokenReader tokens(in);
    EXPECT_EQ(tokens.Next(), Token::kBeginObject);
    EXPECT_EQ(tokens.Next(), Token::kKey);
    EXPECT_TRUE(tokens.Skip());
    EXPECT_EQ(tokens.Next(), Token::kKey);
    EXPECT_EQ(tokens.SkipAndGive(), "{\"d\":[2,3]}");
    EXPECT_EQ(tokens.Next(), Token::kKey);
    EXPECT_EQ(tokens.text(), "e");
    EXPECT_TRUE(tokens.LeaveTo(0));
    EXPECT_EQ(tokens.Next(), Token::kEnd);
  }
}

TEST(TokenReader, GoesOnWithTheNextLine) {
  for (const size_t step : {1, 5, 1000}) {
    Trickle in("{\"a\":[1,\n{\"b\":2}\n{\"c\" \"\\q\n\n[3]", step);
    TokenReader tokens(in, TokenReader::Lines::kOneValue);
    EXPECT_EQ(Show(tokens), "{ a: [ 1 1:9 the line ends in the middle of the JSON");
    EXPECT_TRUE(tokens.SkipLine());
    EXPECT_EQ(Show(tokens), "{ b: 2 } { c: 3:6 expected ':' behind the name");
    EXPECT_TRUE(tokens.SkipLine());
    EXPECT_EQ(Show(tokens), "[ 3 ] end");
    EXPECT_EQ(tokens.line(), 5u);
    EXPECT_FALSE(tokens.SkipLine());
  }
}

TEST(TokenReader, ShowsWhatIsAround) {
  const std::string text = "{}\n[" + std::string(300, ' ') + "nope, 1]\n[]";
  Trickle in(text, 1000);
  TokenReader tokens(in);
  EXPECT_EQ(Show(tokens), "{ } [ 2:302 expected a value");
  const auto around = tokens.Around();
  EXPECT_EQ(around.text.substr(302 - around.column), "nope, 1]");
}

// A second opinion: what rapidjson takes is taken, and nothing else.
TEST(TokenReader, TakesWhatTheDocumentTakes) {
  constexpr std::string_view kPieces[] = {"{",  "}",  "[",       "]",      ":",    ",",     "\"a\"",
                                          "1",  "-0", "1.5e-7",  "null",   "true", "false", " ",
                                          "\n", "\"", "\\u00e9", "\"\\\"", "0",    ".",     "e"};
  std::mt19937 random(20261122);
  size_t valid = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string text;
    const size_t pieces = 1 + random() % 9;
    for (size_t i = 0; i < pieces; ++i) text += kPieces[random() % std::size(kPieces)];
    Trickle in(text, 1 + random() % 4);
    TokenReader tokens(in);
    size_t values = 0;
    Token token = tokens.Next();
    for (; token != Token::kEnd && token != Token::kError; token = tokens.Next())
      if (tokens.depth() == 0) ++values;
    const bool taken = token == Token::kEnd && values == 1;
    // Values without a blank between are several to us, and wrong to a document of one.
    ASSERT_EQ(taken, Document::Parse(text).ok()) << text;
    valid += taken ? 1 : 0;
  }
  EXPECT_GT(valid, 1000u);
}

}  // namespace
}  // namespace plumb::json
