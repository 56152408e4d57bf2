#include "ingest/store_sink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "formats/exposition.h"
#include "store/reader.h"
#include "store/verify.h"

namespace plumb::ingest {
namespace {

class StoreSinkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "plumb-ingest-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    auto opened = store::Environment::Open(
        folder_ / "m.plumb", {.mode = store::OpenMode::kWrite, .map_size = uint64_t{64} << 20});
    ASSERT_TRUE(opened.ok());
    environment_ = *opened;
    writer_ = std::make_unique<store::StoreWriter>(environment_);
  }
  void TearDown() override {
    writer_.reset();
    environment_.reset();
    std::filesystem::remove_all(folder_);
  }
  // Feeds text as one input.
  void Feed(std::string_view text, LabelRules rules = {}) {
    SinkOptions options{.rules = std::move(rules)};
    options.on_commit = [this](const Acknowledgement& done) {
      acknowledged_.push_back(done);
      return Ok();
    };
    StoreSink sink(writer_.get(), clock_, std::move(options), rejects_);
    ASSERT_TRUE(formats::ReadExposition(text, {}, sink, rejects_).ok());
    ASSERT_TRUE(sink.Finish().ok());
    report_ = sink.report();
  }
  // `labels: time=value …` of every series, a stale marker as S.
  std::vector<std::string> Stored() {
    std::vector<std::string> lines;
    auto reader = store::Reader::Of(environment_);
    auto set = (*reader)->Select({{}, {model::kMinTime, model::kMaxTime}});
    for (const auto& batch : (*set)->batches()) {
      auto columns = (*set)->Read(batch, {model::kMinTime, model::kMaxTime});
      for (size_t i = 0; i < batch.count; ++i) {
        std::string line = (*set)->labels(batch.first + i).ToString() + ":";
        const model::SampleColumn& column = (*columns)[i];
        for (size_t k = 0; k < column.values.size(); ++k)
          line += " " + std::to_string((*column.times)[k]) + "=" +
                  (model::IsStale(column.values[k])
                       ? "S"
                       : std::to_string(static_cast<int>(column.values[k])));
        lines.push_back(line);
      }
    }
    std::sort(lines.begin(), lines.end());
    return lines;
  }
  using Lines = std::vector<std::string>;

  std::filesystem::path folder_;
  std::shared_ptr<store::Environment> environment_;
  std::unique_ptr<store::StoreWriter> writer_;
  ManualClock clock_{1'795'343'700'000};
  formats::RejectLog rejects_;
  std::vector<Acknowledgement> acknowledged_;
  store::CommitReport report_;
};

TEST_F(StoreSinkTest, CompleteBlocksEndSeries) {
  Feed(
      "#! scrape job=n target=t time=1795343685000 samples=2\n"
      "a 1 1795343685000\nb 1 1795343685000\n"
      "#! scrape job=n target=t time=1795343690000 samples=1\n"
      "a 2 1795343690000\n");
  EXPECT_EQ(Stored(),
            (Lines{"a: 1795343685000=1 1795343690000=2", "b: 1795343685000=1 1795343690000=S"}));
}

TEST_F(StoreSinkTest, AFilteredBlockEndsNothing) {
  Feed(
      "#! scrape job=n target=t time=1795343685000 samples=2\n"
      "a 1 1795343685000\nb 1 1795343685000\n"
      "#! scrape job=n target=t time=1795343690000 samples=2\n"
      "a 2 1795343690000\n");
  EXPECT_EQ(Stored(), (Lines{"a: 1795343685000=1 1795343690000=2", "b: 1795343685000=1"}));
}

TEST_F(StoreSinkTest, ARejectedLineMakesABlockIncomplete) {
  Feed(
      "#! scrape job=n target=t time=1795343685000 samples=2\n"
      "a 1 1795343685000\nb 1 1795343685000\n"
      "#! scrape job=n target=t time=1795343690000 samples=2\n"
      "a 2 1795343690000\nb oops 1795343690000\n");
  EXPECT_EQ(rejects_.count, 1u);
  EXPECT_EQ(Stored()[1], "b: 1795343685000=1");
}

TEST_F(StoreSinkTest, AFailedScrapeEndsItsTarget) {
  Feed(
      "#! scrape job=n target=t time=1795343685000 samples=2\n"
      "a 1 1795343685000\nup 1 1795343685000\n"
      "#! scrape job=n target=t time=1795343690000 samples=1 status=failed error=\"timed out\"\n"
      "up 0 1795343690000\n");
  EXPECT_EQ(Stored(),
            (Lines{"a: 1795343685000=1 1795343690000=S", "up: 1795343685000=1 1795343690000=0"}));
}

TEST_F(StoreSinkTest, LinesWithoutATimeGetTheBlocksOrNow) {
  Feed("a 1\n#! scrape job=n target=t time=1795343685000 samples=1\nb 2\nc 3\n");
  EXPECT_EQ(Stored(), (Lines{"a: 1795343700000=1", "b: 1795343685000=2", "c: 1795343700000=3"}));
}

TEST_F(StoreSinkTest, NamelessLinesAreRejectedUnlessThereIsAName) {
  Feed("{job=\"x\"} 1 1795343685000\n");
  EXPECT_EQ(rejects_.count, 1u);
  EXPECT_EQ(rejects_.first[0].line, 1u);
  Feed("{job=\"x\"} 1 1795343685000\n", {.name = "m", .labels = {{"job", ""}, {"env", "ci"}}});
  EXPECT_EQ(Stored(), (Lines{"m{env=\"ci\"}: 1795343685000=1"}));
}

TEST_F(StoreSinkTest, KeptDuplicatesAreToldWithTheirLine) {
  Feed("a 1 1795343685000\n");
  Feed("b 1 1795343685000\na 1 1795343685000\na 2 1795343685000\n");
  EXPECT_EQ(report_.kept, 1u);
  EXPECT_EQ(report_.kept_lines, std::vector<uint32_t>{3});
  EXPECT_EQ(report_.same, 1u);
}

TEST_F(StoreSinkTest, AnAcknowledgementComesWithEachCommit) {
  Feed("a 1 1795343685000\nb 2 1795343685000\n");
  ASSERT_EQ(acknowledged_.size(), 1u);
  EXPECT_EQ(acknowledged_[0].samples, 2u);
  EXPECT_EQ(acknowledged_[0].line, 2u);
}

TEST_F(StoreSinkTest, ABlockMayBeCommittedInTwoHalves) {
  StoreSink sink(writer_.get(), clock_, {}, rejects_);
  const model::Labels a{{"__name__", "a"}};
  const model::Labels b{{"__name__", "b"}};
  model::ScrapeBlock block{.job = "n", .time = 1000};
  block.samples = 2;
  for (const Timestamp time : {1000, 2000}) {
    block.time = time;
    ASSERT_TRUE(sink.OnScrape(block).ok());
    ASSERT_TRUE(sink.OnSample({.labels = a, .time = time, .value = 1}).ok());
    ASSERT_TRUE(sink.CommitClosed().ok());  // waits for the rest
    ASSERT_TRUE(sink.CommitAll().ok());
    ASSERT_TRUE(sink.OnSample({.labels = b, .time = time, .value = 2}).ok());
  }
  block.time = 3000;
  block.samples = 0;
  ASSERT_TRUE(sink.OnScrape(block).ok());
  ASSERT_TRUE(sink.Finish().ok());
  EXPECT_EQ(Stored(), (Lines{"a: 1000=1 2000=1 3000=S", "b: 1000=2 2000=2 3000=S"}));
}

TEST_F(StoreSinkTest, WithoutAWriterEverythingIsChecked) {
  StoreSink sink(nullptr, clock_, {}, rejects_);
  ASSERT_TRUE(formats::ReadExposition("a 1\n{x=\"y\"} 2\n", {}, sink, rejects_).ok());
  EXPECT_EQ(sink.samples(), 1u);
  EXPECT_EQ(rejects_.count, 1u);
}

TEST_F(StoreSinkTest, ClosedHoursAreCompactedAfterTheFirstCommitAndNowAndThen) {
  constexpr Timestamp kHourStart = 1'795'046'400'000;
  const auto segments = [this] {
    auto reader = store::Reader::Of(environment_);
    return store::Verify((*reader)->snapshot())->segments;
  };
  ManualClock clock(kHourStart + 2 * kHour);
  StoreSink sink(writer_.get(), clock, {}, rejects_);
  const model::Labels up{{"__name__", "up"}};
  const auto feed_hour = [&](Timestamp start) {
    for (int i = 0; i < 60; ++i) {
      ASSERT_TRUE(sink.OnScrape({.job = "n", .time = start + i * kMinute, .samples = 1}).ok());
      ASSERT_TRUE(sink.OnSample({.labels = up, .value = 1}).ok());
    }
    ASSERT_TRUE(sink.CommitAll().ok());
  };
  feed_hour(kHourStart);
  EXPECT_EQ(segments(), 1u);
  feed_hour(kHourStart - kHour);
  EXPECT_EQ(segments(), 1u);  // it has just looked
  clock.Advance(StoreSink::kCompactionInterval);
  feed_hour(kHourStart + kHour);
  EXPECT_EQ(segments(), 2u);  // the last hour is open
  clock.Advance(kHour);
  sink.Compact();
  EXPECT_FALSE(sink.compaction_failure());
  EXPECT_EQ(segments(), 3u);
}

}  // namespace
}  // namespace plumb::ingest
