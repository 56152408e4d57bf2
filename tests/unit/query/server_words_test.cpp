#include "query/server_words.h"

#include <gtest/gtest.h>

namespace plumb::query {
namespace {

std::string Show(std::string_view words, std::string_view expression) {
  const Error error = ShowServerWords(words, Expansion(std::string(expression)), "'http://h'");
  EXPECT_EQ(error.code, Exit::kUsage);
  return error.message;
}

TEST(ServerWords, APlaceGetsACaret) {
  EXPECT_EQ(Show("invalid parameter \"query\": 1:5: parse error: unknown function", "1 + f(x)"),
            "1:5: parse error: unknown function\n  1 + f(x)\n      ^\n  so says 'http://h'");
}

TEST(ServerWords, AColumnOfAServerIsBytes) {
  EXPECT_EQ(Show("2:4: parse error: x", "up\n\xC3\xA4 = 1"),
            "2:3: parse error: x\n  \xC3\xA4 = 1\n    ^\n  so says 'http://h'");
}

TEST(ServerWords, OtherWordsStandAlone) {
  EXPECT_EQ(Show("many-to-many matching not allowed", "a / b"),
            "'http://h' says: many-to-many matching not allowed");
}

TEST(ServerWords, APlaceThatIsNotThereIsLeftInTheWords) {
  for (const char* words : {"9:1: parse error: x", "1:99: parse error: x", "0:1: parse error: x",
                            "1:99999999999999999999: parse error: x", "1:", "1:2", "1:2: other"})
    EXPECT_EQ(Show(words, "up"), std::string("'http://h' says: ") + words);
}

}  // namespace
}  // namespace plumb::query
