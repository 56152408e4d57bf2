#include "formats/exposition.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "base/number.h"
#include "formats/stream_writer.h"

namespace plumb::formats {
namespace {

// Everything that is read, as text: one line a call.
class LogSink : public model::SampleSink {
 public:
  Status OnScrape(const model::ScrapeBlock& block) override {
    AppendScrapeLine(log, block);
    return Ok();
  }
  Status OnComment(const model::StreamComment& comment) override {
    AppendStreamComment(log, comment);
    return Ok();
  }
  Status OnMetadata(MetadataField field, const model::Metadata& metadata) override {
    AppendMetadataLine(log, field, metadata);
    return Ok();
  }
  Status OnSample(const model::StreamSample& sample) override {
    if (sample.histogram != nullptr) {
      AppendSampleLine(log, sample.labels, *sample.histogram, sample.time);
    } else {
      AppendSampleLine(log, sample.labels, sample.value, sample.time);
    }
    return Ok();
  }
  std::string log;
};

std::string ReadAll(std::string_view text, Level level, RejectLog& rejects) {
  LogSink sink;
  const Status status = ReadExposition(text, {.level = level}, sink, rejects);
  return status ? sink.log : status.error().message;
}
std::string ReadAll(std::string_view text, Level level = Level::kStream) {
  RejectLog rejects;
  const std::string log = ReadAll(text, level, rejects);
  EXPECT_EQ(rejects.Summary(), IsStrict(level) ? rejects.Summary() : "");
  return log;
}

TEST(Exposition, ReadsTheStreamsExtensions) {
  const std::string stream =
      "#! scrape job=node instance=a target=\"http://a:1/metrics\" time=1795343685293 "
      "duration=0.012 samples=2 status=failed error=\"timed out\" zone=eu\n"
      "#! query expr=\"sum(x)\" start=1795343685293\n"
      "# TYPE x counter\n"
      "# HELP x a\\nb\\\\c\n"
      "# UNIT x bytes\n"
      "x{job=\"node\"} 1.5 1795343685293\n"
      "x{job=\"node\"} Stale 1795343685293\n"
      "{job=\"x\"} 1 1795343685293\n"
      "{} NaN 5.000\n"
      "{\"my.metric\",\"a.b\"=\"c\"} +Inf 1795343685293\n"
      "h {{schema:1 count:3 buckets:[1 2]}} 1795343685293\n";
  EXPECT_EQ(ReadAll(stream), stream);
}

TEST(Exposition, ReadsTimesAsTheLevelSays) {
  EXPECT_EQ(ReadAll("a 1 1795343685\nb 1 1795343685.293\nc 1 1795343685293\nd 1\n"),
            "a 1 1795343685000\nb 1 1795343685293\nc 1 1795343685293\nd 1\n");
  EXPECT_EQ(ReadAll("a 1 1795343685\n", Level::kText), "a 1 1795343.685\n");
  EXPECT_EQ(ReadAll("a 1 1795343685\n# EOF\n", Level::kOpenMetrics), "a 1 1795343685000\n");
}

TEST(Exposition, GoesOnBehindABadLine) {
  RejectLog rejects;
  EXPECT_EQ(ReadAll("a 1\nb x\nc{d=\"} 1\ne 2\n", Level::kStream, rejects), "a 1\ne 2\n");
  EXPECT_EQ(rejects.count, 2u);
  EXPECT_EQ(rejects.Summary(),
            "2 lines rejected: line 2:3: expected a number as value, got 'x'; "
            "line 3:5: label value without a closing '\"'");
}

TEST(Exposition, StrictLevelsStopWithTheLineAndACaret) {
  EXPECT_EQ(ReadAll("a 1\nb{c=\"1\"} x\n", Level::kTextStrict),
            "2:10: expected a number as value, got 'x'\n  b{c=\"1\"} x\n           ^");
}

TEST(Exposition, TakesWindowsFilesAndAByteOrderMark) {
  EXPECT_EQ(ReadAll("\xEF\xBB\xBF"
                    "a 1\r\n# TYPE b gauge\r\nb 2\r\n"),
            "a 1\n# TYPE b gauge\nb 2\n");
}

TEST(Exposition, NormalisesLeByNameAndQuantileByType) {
  EXPECT_EQ(
      ReadAll("h_bucket{le=\"1\"} 1\nh_bucket{le=\"1e6\"} 1\nh_bucket{le=\"0.50\"} 1\n"
              "other{le=\"1\"} 1\ns{quantile=\"1\"} 1\n# TYPE s summary\ns{quantile=\"1\"} 1\n"),
      "h_bucket{le=\"1.0\"} 1\nh_bucket{le=\"1e+06\"} 1\nh_bucket{le=\"0.5\"} 1\n"
      "other{le=\"1\"} 1\ns{quantile=\"1\"} 1\n# TYPE s summary\ns{quantile=\"1.0\"} 1\n");
}

TEST(Exposition, SortsLabelsAndDropsEmptyOnes) {
  EXPECT_EQ(ReadAll("a{z=\"1\",B=\"2\",c=\"\"} 1\n"), "a{B=\"2\",z=\"1\"} 1\n");
}

TEST(Exposition, RefusesALabelGivenTwice) {
  RejectLog rejects;
  EXPECT_EQ(ReadAll("a{b=\"1\",b=\"2\"} 1\na{__name__=\"b\"} 1\n", Level::kStream, rejects), "");
  EXPECT_EQ(rejects.count, 2u);
}

TEST(Exposition, RefusesBrokenUtf8AlsoBehindABackslash) {
  RejectLog rejects;
  EXPECT_EQ(ReadAll("a{b=\"\xff\"} 1\na{b=\"\\\xff\"} 1\n", Level::kStream, rejects), "");
  EXPECT_EQ(rejects.count, 2u);
}

TEST(Exposition, NoNanIsTakenForTheStaleMarker) {
  LineParser parser(Level::kStream);
  ASSERT_TRUE(parser.Parse("a NaN"));
  EXPECT_EQ(std::bit_cast<uint64_t>(parser.sample().value), model::kNanBits);
  ASSERT_TRUE(parser.Parse("a Stale"));
  EXPECT_TRUE(model::IsStale(parser.sample().value));
}

TEST(Exposition, ReadsInputsThatComeByteByByte) {
  class Trickle : public ByteInput {
   public:
    explicit Trickle(std::string text) : text_(std::move(text)) {}
    Result<size_t> Read(char* buffer, size_t) override {
      if (at_ == text_.size()) return size_t{0};
      *buffer = text_[at_++];
      return size_t{1};
    }

   private:
    std::string text_;
    size_t at_ = 0;
  };
  Trickle in("a{b=\"c\"} 1\nd 2");
  LogSink sink;
  RejectLog rejects;
  ASSERT_TRUE(ReadExposition(in, {}, sink, rejects));
  EXPECT_EQ(sink.log, "a{b=\"c\"} 1\nd 2\n");
}

// Samples with their lines; leaves numbers for labels, or does not.
class SeriesSink : public model::SampleSink {
 public:
  explicit SeriesSink(bool numbers) : numbers_(numbers) {}
  Status OnSample(const model::StreamSample& sample) override {
    if (sample.labels.empty()) ++known;
    const bool named = !sample.labels.empty() || !numbers_;
    if (named) labels_.push_back(sample.labels);
    const size_t number = named ? labels_.size() : *sample.memo;
    if (numbers_) *sample.memo = static_cast<uint32_t>(number);
    lines.push_back(labels_[number - 1].ToString() + " " + FormatGeneral(sample.value) + " " +
                    (sample.time ? std::to_string(*sample.time) : "-"));
    return Ok();
  }
  std::vector<std::string> lines;
  size_t known = 0;

 private:
  const bool numbers_;
  std::vector<model::Labels> labels_;
};

// The samples of a text, the same whether the sink keeps numbers and whether other lines stand
// between. Gives how many came by comparing.
size_t ReadBothWays(const std::vector<std::string>& lines, Level level = Level::kStream) {
  std::string text;
  std::string apart;
  for (const std::string& line : lines) {
    text += line + "\n";
    apart += "# between\n" + line + "\n";
  }
  SeriesSink with(true);
  SeriesSink without(false);
  SeriesSink between(true);
  RejectLog rejects_with;
  RejectLog rejects_without;
  RejectLog other;
  EXPECT_TRUE(ReadExposition(text, {.level = level}, with, rejects_with).ok());
  EXPECT_TRUE(ReadExposition(text, {.level = level}, without, rejects_without).ok());
  EXPECT_TRUE(ReadExposition(apart, {.level = level}, between, other).ok());
  EXPECT_EQ(with.lines, without.lines) << text;
  EXPECT_EQ(with.lines, between.lines) << text;
  EXPECT_EQ(between.known, 0u);
  EXPECT_EQ(rejects_with.Summary(), rejects_without.Summary());
  return with.known;
}

TEST(Exposition, TheSeriesOfTheLineBeforeIsReadByComparing) {
  EXPECT_EQ(ReadBothWays({"a{b=\"c\"} 1 1795343685000", "a{b=\"c\"} 2 1795343700000",
                          "a{b=\"c\"} NaN 1795343715000", "a{b=\"c\"} Stale 1795343730000",
                          "a{b=\"c\"} {{count:1}} 5", "a{b=\"c\"} 3 4 # {} 1", "a{b=\"c\"} 3"}),
            3u);
  EXPECT_EQ(ReadBothWays({"a 1 1", "ab 2 1", "a 1 2", "a{} 1 3", "a nope", "a 1 4", "a  1 5"}), 0u);
  EXPECT_EQ(ReadBothWays({"a 1 1.5", "a 2 2.5"}, Level::kOpenMetrics), 1u);
}

TEST(Exposition, ATypeBetweenIsNotLost) {
  EXPECT_EQ(ReadBothWays({"s{quantile=\"1\"} 1", "# TYPE s summary", "s{quantile=\"1\"} 2",
                          "s{quantile=\"1\"} 3", "# TYPE s gauge", "s{quantile=\"1\"} 4"}),
            1u);
}

TEST(Exposition, AnyLinesAreTheSameByComparing) {
  constexpr std::string_view kLines[] = {"a 1",
                                         "a 2 3",
                                         "a{l=\"x\"} 1",
                                         "a{l=\"x\"} 2 5",
                                         "a 1 2 3",
                                         "a{",
                                         "# TYPE a_bucket histogram",
                                         "a_bucket{le=\"1\"} 1",
                                         "",
                                         "a_bucket{le=\"1\"} 2 7",
                                         "#! scrape job=j time=1795343685000",
                                         "{x=\"y\"} 1 2"};
  std::mt19937 random(20261122);
  size_t known = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> lines;
    for (size_t i = 0; i < 12; ++i) lines.emplace_back(kLines[random() % std::size(kLines)]);
    known += ReadBothWays(lines);
  }
  EXPECT_GT(known, 500u);
}

TEST(Exposition, AnErrorOfTheSinkEndsReading) {
  class FullSink : public model::SampleSink {
   public:
    Status OnSample(const model::StreamSample&) override {
      return Error{Exit::kOutside, "disk full"};
    }
  };
  FullSink sink;
  RejectLog rejects;
  const Status status = ReadExposition("a 1\n", {}, sink, rejects);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "disk full");
}

TEST(Exposition, ShortDecimalsReadAsTheSlowWayDoes) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 200'000; ++i) {
    std::string text = random() % 2 ? "-" : "";
    text += std::to_string(random() % 1'000'000'000);
    if (random() % 2) text += "." + std::to_string(random() % 10'000'000);
    if (random() % 3 == 0) text += "e" + std::to_string(static_cast<int>(random() % 40) - 20);
    LineParser parser(Level::kText);
    ASSERT_TRUE(parser.Parse("a " + text));
    ASSERT_EQ(std::bit_cast<uint64_t>(parser.sample().value),
              std::bit_cast<uint64_t>(*ParseFloat(text)))
        << text;
  }
}

// Any labels and value survive writing and reading.
TEST(StreamWriter, RoundTrips) {
  std::mt19937_64 random(11);
  const auto text = [&] {
    constexpr std::string_view kPieces[] = {"a",  "B", "_", "0", ".", " ", "\"", "\\",
                                            "\n", "é", "😱", "{", "}", ",", "="};
    std::string made;
    for (size_t n = 1 + random() % 6; n > 0; --n) made += kPieces[random() % std::size(kPieces)];
    return made;
  };
  for (int i = 0; i < 20'000; ++i) {
    model::LabelsBuilder builder;
    for (size_t n = random() % 5; n > 0; --n) builder.Set(text(), text());
    if (random() % 2) builder.Set(model::kMetricName, text());
    const model::Labels labels = builder.Build();
    double value = std::bit_cast<double>(random());
    if (std::isnan(value)) value = model::StaleMarker();
    const auto time = static_cast<Timestamp>(random() % 4'000'000'000'000) - 2'000'000'000'000;
    std::string line;
    AppendSampleLine(line, labels, value, time);
    line.pop_back();
    LineParser parser(Level::kStream);
    ASSERT_TRUE(parser.Parse(line)) << line << ": " << parser.error().reason;
    ASSERT_EQ(parser.sample().labels, labels) << line;
    ASSERT_EQ(std::bit_cast<uint64_t>(parser.sample().value), std::bit_cast<uint64_t>(value));
    ASSERT_EQ(parser.sample().time, time) << line;
  }
}

}  // namespace
}  // namespace plumb::formats
