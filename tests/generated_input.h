// SPDX-License-Identifier: Apache-2.0
// Generated scrapes and loose samples of a few targets, and stores that they go into. The same seed
// gives the same ones.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "store/compactor.h"
#include "store/writer.h"
#include "stored_text.h"

namespace plumb::tests {

using model::Labels;
using Random = std::mt19937_64;

using store::Batch;
using store::Block;
using store::CommitReport;
using store::CompactionBudget;
using store::CompactionReport;
using store::DuplicatePolicy;
using store::Environment;
using store::OpenMode;
using store::PendingSample;
using store::StoreWriter;
using store::TargetName;

inline constexpr Timestamp kGeneratedBegin = 1'795'000'000'000;

// A sample and a block that no writer has seen yet.
struct Given {
  Labels labels;
  Timestamp time = 0;
  uint64_t bits = 0;
  std::optional<model::Histogram> histogram;
};
struct GivenBlock {
  Block head;
  std::vector<Given> samples;
};

class GeneratedStore {
 public:
  GeneratedStore() {
    std::string pattern = std::filesystem::temp_directory_path() / "plumb-store-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    environment_ = *Environment::Open(
        folder_ / "m.plumb",
        {.mode = OpenMode::kWrite, .map_size = uint64_t{256} << 20, .lock_deadline = 200});
    for (const auto policy : {DuplicatePolicy::kKeepFirst, DuplicatePolicy::kReplace})
      writers_.push_back(std::make_unique<StoreWriter>(environment_, policy));
  }
  ~GeneratedStore() {
    writers_.clear();
    environment_.reset();
    std::filesystem::remove_all(folder_);
  }
  GeneratedStore(const GeneratedStore&) = delete;
  GeneratedStore& operator=(const GeneratedStore&) = delete;

  [[nodiscard]] const std::shared_ptr<Environment>& environment() const { return environment_; }
  [[nodiscard]] std::string folder() const { return folder_; }

  CommitReport Commit(const std::vector<GivenBlock>& blocks, DuplicatePolicy policy) {
    StoreWriter& writer = *writers_[static_cast<size_t>(policy)];
    Batch batch;
    for (const GivenBlock& given : blocks) {
      Block& block = batch.blocks.emplace_back(given.head);
      for (const Given& sample : given.samples) {
        PendingSample pending{
            .series = writer.Intern(sample.labels), .time = sample.time, .bits = sample.bits};
        if (sample.histogram) pending.histogram = batch.AddHistogram(*sample.histogram);
        block.samples.push_back(pending);
      }
    }
    auto report = writer.Commit(batch);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : CommitReport{};
  }

  CompactionReport Compact(Timestamp now, const CompactionBudget& budget) {
    ManualClock clock(now);
    auto report = CompactDue(*environment_, clock, budget);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : CompactionReport{};
  }

  void ExpectClean() { tests::ExpectClean(environment_); }

  // Everything that is known of a range, as text: a line for each sample, bit for bit.
  [[nodiscard]] std::string Tell(model::TimeRange range) const { return Tell(environment_, range); }
  static std::string Tell(const std::shared_ptr<Environment>& environment, model::TimeRange range) {
    return StoreText(environment, range, Interval::kTold);
  }

 private:
  std::filesystem::path folder_;
  std::shared_ptr<Environment> environment_;
  std::vector<std::unique_ptr<StoreWriter>> writers_;  // one a policy
};

class GeneratedInput {
 public:
  // `sharing`: some series come under several targets.
  explicit GeneratedInput(Random& random, bool sharing = true)
      : random_(random), sharing_(sharing) {
    for (int i = 0; i < 3; ++i)
      targets_.push_back({{"job", fmt::format("web{}", i), i == 2 ? "" : "http://a"},
                          kGeneratedBegin,
                          kIntervals[random() % std::size(kIntervals)]});
  }

  std::vector<GivenBlock> Next() {
    std::vector<GivenBlock> blocks;
    for (uint64_t i = 1 + random_() % 25; i > 0; --i) blocks.push_back(NextBlock());
    return blocks;
  }
  [[nodiscard]] Timestamp newest() const { return newest_; }

 private:
  static constexpr DurationMs kIntervals[] = {40 * kSecond, 2 * kMinute, 5 * kMinute, 20 * kMinute};
  struct Target {
    TargetName name;
    Timestamp now = 0;
    DurationMs interval = 0;
    bool short_of_some = false;  // a run of scrapes without some series
  };

  bool OneIn(uint64_t n) { return random_() % n == 0; }

  GivenBlock NextBlock() {
    Target& target = targets_[random_() % targets_.size()];
    if (OneIn(8)) return LooseBlock(target);
    Timestamp time = target.now += target.interval + static_cast<int64_t>(random_() % 50);
    if (OneIn(10)) time -= static_cast<int64_t>(random_() % (kDay / 2));  // late
    if (OneIn(12) && !seen_.empty()) time = seen_[random_() % seen_.size()];
    return Scrape(target, time);
  }

  GivenBlock Scrape(Target& target, Timestamp time) {
    seen_.push_back(time);
    newest_ = std::max(newest_, time);
    if (OneIn(10)) target.short_of_some = !target.short_of_some;
    GivenBlock block{.head = {.target = target.name, .scrape = true, .time = time}};
    block.head.complete = !OneIn(6);
    block.head.failed = OneIn(15);
    for (int i = 0; i < 14 && !block.head.failed; ++i) {
      if (OneIn(25) || (target.short_of_some && i % 3 == 0)) continue;
      Given sample = Sample(target, i, time);
      if (i >= 11) sample.time -= static_cast<int64_t>(random_() % (90 * kSecond));
      block.samples.push_back(std::move(sample));
    }
    return block;
  }

  GivenBlock LooseBlock(const Target& target) {
    GivenBlock block{.head = {.target = target.name}};
    const Timestamp from = target.now - static_cast<int64_t>(random_() % (OneIn(3) ? kDay : kHour));
    const bool at_scrapes = OneIn(3) && !seen_.empty();
    for (uint64_t i = random_() % 20; i > 0; --i) {
      const Timestamp time = at_scrapes ? seen_[random_() % seen_.size()]
                                        : from + static_cast<int64_t>(random_() % (3 * kMinute));
      block.samples.push_back(Sample(target, static_cast<int>(random_() % 16), time));
      newest_ = std::max(newest_, time);
    }
    return block;
  }

  Given Sample(const Target& target, int i, Timestamp time) {
    std::string instance = sharing_ && i < 3 ? "shared" : target.name.instance;
    Given sample{.labels = {{"__name__", "m" + std::to_string(i)}, {"instance", instance}},
                 .time = time};
    const auto count = static_cast<double>((time - kGeneratedBegin) / 1000 / (i + 1) + OneIn(9));
    sample.bits = std::bit_cast<uint64_t>(OneIn(40)    ? model::StaleMarker()
                                          : i % 4 == 1 ? count / 7
                                                       : count);
    if (i % 5 == 4 && !OneIn(12)) {
      model::Histogram& h = sample.histogram.emplace(model::Histogram{.count = count, .sum = 0.1});
      h.positive_spans = {{0, 2}};
      h.positive_buckets = {1, count};
    }
    return sample;
  }

  Random& random_;
  bool sharing_;
  std::vector<Target> targets_;
  std::vector<Timestamp> seen_;
  Timestamp newest_ = kGeneratedBegin;
};

}  // namespace plumb::tests
