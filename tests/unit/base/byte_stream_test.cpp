#include "base/byte_stream.h"

#include <gtest/gtest.h>

#include <vector>

namespace plumb {
namespace {

// Gives its bytes in pieces of one size, as a slow pipe does.
class Drip : public ByteInput {
 public:
  Drip(std::string bytes, size_t piece) : bytes_(std::move(bytes)), piece_(piece) {}
  Result<size_t> Read(char* buffer, size_t size) override {
    const size_t n = std::min({piece_, size, bytes_.size() - at_});
    bytes_.copy(buffer, n, at_);
    at_ += n;
    return n;
  }

 private:
  std::string bytes_;
  size_t piece_;
  size_t at_ = 0;
};

std::vector<std::string> Lines(ByteInput& in) {
  LineReader reader(in);
  std::vector<std::string> lines;
  std::string_view line;
  for (;;) {
    const auto more = reader.Next(line);
    EXPECT_TRUE(more.ok());
    if (!more.ok() || !*more) return lines;
    lines.emplace_back(line);
    EXPECT_EQ(reader.number(), lines.size());
  }
}

TEST(LineReader, GivesTheSameLinesHoweverTheyArrive) {
  const std::string text = "one\n\ntwo words\n" + std::string(300'000, 'x') + "\nlast";
  const std::vector<std::string> expected = {"one", "", "two words", std::string(300'000, 'x'),
                                             "last"};
  for (const size_t piece : {1, 3, 7, 4096, 1 << 20}) {
    Drip in(text, piece);
    EXPECT_EQ(Lines(in), expected) << piece;
  }
}

TEST(LineReader, SaysWhetherTheLastLineWasEnded) {
  StringInput in("a\nb");
  LineReader reader(in);
  std::string_view line;
  ASSERT_TRUE(*reader.Next(line));
  EXPECT_TRUE(reader.terminated());
  ASSERT_TRUE(*reader.Next(line));
  EXPECT_FALSE(reader.terminated());
  EXPECT_FALSE(*reader.Next(line));
}

TEST(LineReader, RefusesALineWithoutEnd) {
  Drip in(std::string(LineReader::kMaxLine + (1 << 20), 'x'), 1 << 20);
  LineReader reader(in);
  std::string_view line;
  const auto result = reader.Next(line);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message, "line 1 is longer than 16 MiB");
}

TEST(ReadAll, ReadsEverything) {
  Drip in(std::string(1'000'000, 'y'), 1000);
  EXPECT_EQ(ReadAll(in)->size(), 1'000'000u);
}

}  // namespace
}  // namespace plumb
