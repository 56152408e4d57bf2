// A store in a temporary folder, for tests that say what is written and look at what is read.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "encoding/histogram.h"
#include "store/reader.h"
#include "store/verify.h"
#include "store/writer.h"

namespace plumb::store {

using model::Labels;

// Values by time; a stale marker is told apart by its bits.
using Points = std::vector<std::pair<Timestamp, double>>;

inline constexpr uint64_t kTestMapSize = uint64_t{256} << 20;

class StoreFixture : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "plumb-store-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override {
    reader_.reset();
    writer_.reset();
    environment_.reset();
    std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] std::string Path() const { return folder_ / "m.plumb"; }
  [[nodiscard]] static OpenOptions Options(OpenMode mode) {
    return {.mode = mode, .map_size = kTestMapSize, .lock_deadline = 200};
  }

  void Open(DuplicatePolicy policy = DuplicatePolicy::kKeepFirst) {
    Close();
    auto opened = Environment::Open(Path(), Options(OpenMode::kWrite));
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    environment_ = *opened;
    writer_ = std::make_unique<StoreWriter>(environment_, policy);
  }
  void Close() {
    reader_.reset();
    writer_.reset();
    environment_.reset();
  }

  // A sample at its block's time, or at its own.
  struct In {
    Labels labels;
    double value = 0;
    std::optional<Timestamp> time = std::nullopt;
    const model::Histogram* histogram = nullptr;
  };
  Block Samples(Block block, const std::vector<In>& samples) {
    for (const In& in : samples) {
      PendingSample sample{.series = writer_->Intern(in.labels),
                           .line = static_cast<uint32_t>(block.samples.size() + 1),
                           .time = in.time.value_or(block.time),
                           .bits = std::bit_cast<uint64_t>(in.value)};
      if (in.histogram != nullptr) {
        sample.histogram = static_cast<uint32_t>(batch_.histograms.size());
        encoding::AppendHistogram(batch_.histograms.emplace_back(), *in.histogram);
      }
      block.samples.push_back(sample);
    }
    return block;
  }
  Block Scrape(Timestamp time, const std::vector<In>& samples, bool complete = true) {
    return Samples({.target = kTarget, .scrape = true, .time = time, .complete = complete},
                   samples);
  }
  Block Loose(const std::vector<In>& samples, const TargetName& target = {}) {
    return Samples({.target = target}, samples);
  }

  CommitReport Commit(std::vector<Block> blocks) {
    batch_.blocks = std::move(blocks);
    auto report = writer_->Commit(batch_);
    EXPECT_TRUE(report.ok()) << report.error().message;
    batch_ = {};
    return report.ok() ? *report : CommitReport{};
  }

  Reader& Read() {
    auto reader = Reader::Of(environment_);
    EXPECT_TRUE(reader.ok());
    reader_ = *std::move(reader);
    return *reader_;
  }

  // All series that match, by their text.
  std::map<std::string, Points> Query(const model::Matchers& matchers,
                                      model::TimeRange range = {model::kMinTime, model::kMaxTime}) {
    std::map<std::string, Points> out;
    auto set = Read().Select({matchers, range});
    EXPECT_TRUE(set.ok()) << set.error().message;
    if (!set.ok()) return out;
    for (const auto& batch : (*set)->batches()) {
      auto columns = (*set)->Read(batch, range);
      EXPECT_TRUE(columns.ok()) << columns.error().message;
      if (!columns.ok()) return out;
      EXPECT_EQ(columns->size(), batch.count);
      for (size_t i = 0; i < columns->size(); ++i) {
        const model::SampleColumn& column = (*columns)[i];
        Points& points = out[(*set)->labels(batch.first + i).ToString()];
        EXPECT_EQ(column.times->size(), column.values.size());
        for (size_t k = 0; k < column.values.size(); ++k)
          points.emplace_back((*column.times)[k], column.values[k]);
      }
    }
    return out;
  }
  Points One(const Labels& labels, model::TimeRange range = {model::kMinTime, model::kMaxTime}) {
    model::Matchers matchers;
    for (const auto label : labels)
      matchers.push_back(*model::Matcher::Make(std::string(label.name), model::MatchOp::kEqual,
                                               std::string(label.value)));
    return Query(matchers, range)[labels.ToString()];
  }

  void ExpectClean() {
    auto report = Verify(Read().snapshot());
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE(report->clean()) << (report->problems.empty() ? "" : report->problems[0]);
  }

  const TargetName kTarget{"node", "web1", "http://web1:9100/metrics"};
  std::filesystem::path folder_;
  std::shared_ptr<Environment> environment_;
  std::unique_ptr<StoreWriter> writer_;
  std::unique_ptr<Reader> reader_;
  Batch batch_;
};

inline std::vector<std::pair<Timestamp, uint64_t>> Bits(const Points& points) {
  std::vector<std::pair<Timestamp, uint64_t>> out;
  for (const auto& [time, value] : points) out.emplace_back(time, std::bit_cast<uint64_t>(value));
  return out;
}

}  // namespace plumb::store
