#include "formats/scan_ahead.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "formats/exposition.h"
#include "formats/input_format.h"
#include "formats/reject_log.h"

namespace plumb::formats {
namespace {

// Gives a text in pieces, and sometimes has nothing at hand.
class Uneven : public ByteInput {
 public:
  Uneven(std::string text, size_t most, bool waits)
      : text_(std::move(text)), most_(most), waits_(waits) {}
  Result<size_t> Read(char* buffer, size_t size) override {
    const size_t n = std::min({size, text_.size() - at_, 1 + random_() % most_});
    text_.copy(buffer, n, at_);
    at_ += n;
    if (n == 0 && fails_) return Error{Exit::kOutside, "gone"};
    return n;
  }
  bool MayWait() override { return waits_ && random_() % 2 == 0; }
  void FailAtEnd() { fails_ = true; }

 private:
  std::string text_;
  size_t most_;
  bool waits_;
  bool fails_ = false;
  size_t at_ = 0;
  std::mt19937 random_{1};
};

std::vector<ScannedLine> Scan(const std::string& text, TimeRule rule = TimeRule::kGuess) {
  std::vector<ScannedLine> lines;
  ScanLines(text, rule, lines);
  return lines;
}

TEST(LineScan, FindsSeriesValueAndTime) {
  const std::string text =
      "a{b=\"c d\"} 1.5 1700000000.25\n"
      "a{b=\"c d\"} -2 1700000001\n"
      "b NaN 1700000001\n";
  const auto lines = Scan(text);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].text(), "a{b=\"c d\"} 1.5 1700000000.25");
  EXPECT_EQ(lines[0].series, 10u);
  EXPECT_EQ(lines[0].value, 1.5);
  EXPECT_EQ(lines[0].time, 1700000000250);
  EXPECT_EQ(lines[0].same, 0u);
  EXPECT_EQ(lines[1].same, 1u);
  EXPECT_EQ(lines[1].value, -2);
  EXPECT_EQ(lines[1].time, 1700000001000);
  EXPECT_EQ(lines[2].series, 1u);
  EXPECT_TRUE(std::isnan(lines[2].value));
}

TEST(LineScan, LeavesOtherLinesToTheParser) {
  for (const char* line : {"", " ", "a", "a 1", "a  1 2", "a 1  2", "a 1 2 ", " 1 2", "# a 1 x",
                           "a x 2", "a 1 2\r", "a Stale 2", "a 1 1e400", "a\t1\t2"}) {
    const std::string text = std::string("a 1 2\n") + line + "\na 1 2\n";
    const auto lines = Scan(text);
    ASSERT_EQ(lines.size(), 3u) << line;
    EXPECT_EQ(lines[1].text(), line);
    EXPECT_EQ(lines[1].series, 0u) << line;
    EXPECT_EQ(lines[2].same, 0u) << line;
  }
}

// Lines of all kinds: of the same series, of others, wrong ones, comments, very long ones.
std::string MakeText(std::mt19937& random, size_t lines) {
  std::string text;
  for (size_t i = 0; i < lines; ++i) {
    switch (random() % 40) {
      case 0:
        text += "# HELP a b\n";
        break;
      case 1:
        text += "wrong{ 1 2\n";
        break;
      case 2:
        text += "\n";
        break;
      case 3:
        text += "a{b=\"" + std::string(random() % 2000, 'x') + "\"} 1 2\n";
        break;
      default:
        text += "m" + std::to_string(i / 50 % 7) + "{a=\"1 2\"} " + std::to_string(random() % 100) +
                " " + std::to_string(1'700'000'000 + i) + "\n";
    }
  }
  return text;
}

TEST(ScanAhead, GivesEveryLineOnceAndInOrder) {
  std::mt19937 random(2);
  const std::string text = MakeText(random, 20'000) + "m 1 2";
  for (const bool waits : {false, true})
    for (const size_t most : {size_t{7000}, size_t{1} << 20}) {
      Uneven in(text, most, waits);
      ScanAhead ahead("first 1 2\nbeg", in, TimeRule::kGuess);
      std::string all;
      size_t lines = 0;
      while (true) {
        const auto piece = ahead.Next(lines);
        ASSERT_TRUE(piece.ok());
        if (*piece == nullptr) break;
        lines += (*piece)->lines.size();
        for (const ScannedLine& line : (*piece)->lines) all += std::string(line.text()) + "\n";
        if (!(*piece)->terminated) all.pop_back();
      }
      EXPECT_TRUE(all == "first 1 2\nbeg" + text);
    }
}

// Gives `parts`, and may wait behind the last.
class Parts : public ByteInput {
 public:
  explicit Parts(std::vector<std::string> parts) : parts_(std::move(parts)) {}
  Result<size_t> Read(char* buffer, size_t) override {
    waited = waited || reads_ == parts_.size();
    if (waited) return size_t{0};
    return parts_[reads_++].copy(buffer, std::string::npos);
  }
  bool MayWait() override { return reads_ == parts_.size(); }
  bool waited = false;

 private:
  std::vector<std::string> parts_;
  size_t reads_ = 0;
};

TEST(ScanAhead, DoesNotWaitForTheRestOfALineWhileThereAreOthers) {
  Parts in({"a 1 2\n", "b 1", " 2"});
  ScanAhead ahead("", in, TimeRule::kGuess);
  auto piece = ahead.Next(0);
  ASSERT_TRUE(piece.ok());
  EXPECT_EQ((*piece)->lines[0].text(), "a 1 2");
  EXPECT_FALSE(in.waited);
  piece = ahead.Next(1);
  ASSERT_TRUE(piece.ok());
  EXPECT_EQ((*piece)->lines[0].text(), "b 1 2");
  EXPECT_FALSE((*piece)->terminated);
}

TEST(ScanAhead, AnErrorComesBehindTheLinesBeforeIt) {
  Uneven in("a 1 2\nb 1 2\ncut", 3, false);
  in.FailAtEnd();
  ScanAhead ahead("", in, TimeRule::kGuess);
  size_t lines = 0;
  while (true) {
    const auto piece = ahead.Next(lines);
    if (!piece.ok()) break;
    ASSERT_NE(*piece, nullptr);
    lines += (*piece)->lines.size();
  }
  EXPECT_EQ(lines, 2u);
}

TEST(ScanAhead, ALineThatIsTooLongIsAnErrorThatSaysWhich) {
  Uneven in("a 1 2\n" + std::string(LineReader::kMaxLine + 2, 'x'), 1 << 20, false);
  ScanAhead ahead("", in, TimeRule::kGuess);
  ASSERT_TRUE(ahead.Next(0).ok());
  const auto piece = ahead.Next(1);
  ASSERT_FALSE(piece.ok());
  EXPECT_EQ(piece.error().message, "line 2 is longer than 16 MiB");
}

// Keeps what comes, as text.
class Record : public model::SampleSink {
 public:
  Status OnScrape(const model::ScrapeBlock&) override { return Ok(); }
  Status OnMetadata(MetadataField, const model::Metadata&) override { return Ok(); }
  Status OnSample(const model::StreamSample& sample) override {
    text += std::to_string(sample.line) + " " + sample.labels.ToString() + " " +
            std::to_string(sample.value) + " " + std::to_string(sample.time.value_or(-1)) + "\n";
    return Ok();
  }
  std::string text;
};

TEST(ScanAhead, ALargeInputIsReadAsOneLineAtATime) {
  std::mt19937 random(3);
  const std::string text = MakeText(random, 100'000);
  ASSERT_GT(text.size(), size_t{3} << 20);
  Record plain;
  RejectLog plain_rejects;
  ExpositionReader reader({}, plain, plain_rejects);
  for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    ASSERT_TRUE(
        reader.Read(std::string_view(text).substr(at, text.find('\n', at) - at), true).ok());
  ASSERT_TRUE(reader.Finish().ok());
  Record ahead;
  RejectLog rejects;
  Uneven in(text, 100'000, false);
  ASSERT_TRUE(ReadInto(in, {.format = "prom"}, ahead, rejects).ok());
  EXPECT_TRUE(plain.text == ahead.text);
  EXPECT_EQ(plain_rejects.count, rejects.count);
  EXPECT_EQ(plain_rejects.Summary(), rejects.Summary());
}

}  // namespace
}  // namespace plumb::formats
