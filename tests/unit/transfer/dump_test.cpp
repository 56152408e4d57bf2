// A dump says what is in a store, the same bytes however it was filled, and makes the same store
// again.
#include "transfer/dump.h"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>

#include "generated_input.h"
#include "source_dir.h"
#include "store/family_table.h"
#include "transfer/load.h"

namespace plumb::transfer {
namespace {

using tests::GeneratedInput;
using tests::GeneratedStore;
using tests::kGeneratedBegin;
using tests::Random;

constexpr model::TimeRange kEver = {model::kMinTime, model::kMaxTime};

std::string DumpOf(const std::shared_ptr<store::Environment>& environment,
                   const DumpSelection& selection = {}) {
  auto snapshot = store::Snapshot::Take(environment);
  EXPECT_TRUE(snapshot.ok());
  StringOutput out;
  FrameWriter writer(out);
  const auto dumped = Dump(*snapshot, selection, writer);
  EXPECT_TRUE(dumped.ok()) << dumped.error().message;
  return out.text();
}

// A store that was made of a dump.
struct Loaded {
  explicit Loaded(const std::string& dump, const std::string& path) {
    StringInput in(dump);
    const LoadOptions options{.store = {.map_size = uint64_t{256} << 20}};
    auto report = Load(in, "the dump", path, options);
    EXPECT_TRUE(report.ok()) << report.error().message;
    environment = *store::Environment::Open(
        path, {.mode = store::OpenMode::kWrite, .map_size = uint64_t{256} << 20});
  }
  std::shared_ptr<store::Environment> environment;
};

void ExpectClean(const std::shared_ptr<store::Environment>& environment) {
  const auto reader = *store::Reader::Of(environment);
  const auto report = store::Verify(reader->snapshot());
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_TRUE(report->clean()) << report->problems[0];
}

// Frames of a dump into a store that is open.
FillReport Merge(const std::string& dump, const std::shared_ptr<store::Environment>& into) {
  StringInput in(dump);
  FrameReader frames(in, "the dump");
  StoreFiller filler(into);
  while (true) {
    const auto frame = frames.Next();
    EXPECT_TRUE(frame.ok());
    if (!frame.ok() || !*frame) return filler.report();
    const Status taken = filler.OnFrame((*frame)->type, (*frame)->payload);
    EXPECT_TRUE(taken.ok()) << taken.error().message;
  }
}

// Without what is only guessed from how the samples lie: how far apart they usually are.
std::string WithoutIntervals(const std::string& told) {
  static const std::regex interval("interval [0-9]+\n");
  return std::regex_replace(told, interval, "");
}

class DumpProperty : public ::testing::TestWithParam<unsigned> {};

TEST_P(DumpProperty, RowsAndSegmentsGiveTheSameBytes) {
  Random random(GetParam());
  GeneratedStore rows;
  GeneratedStore segments;
  GeneratedInput input(random);
  for (int step = 0; step < 40; ++step) {
    const auto blocks = input.Next();
    const auto policy =
        random() % 3 == 0 ? store::DuplicatePolicy::kReplace : store::DuplicatePolicy::kKeepFirst;
    rows.Commit(blocks, policy);
    segments.Commit(blocks, policy);
    if (random() % 3 != 0) continue;
    const Timestamp now = input.newest() - kHour + static_cast<int64_t>(random() % (2 * kDay));
    segments.Compact(now, {.bytes = random() % 2 == 0 ? 1 : 1u << 30});
  }
  EXPECT_EQ(DumpOf(rows.environment()), DumpOf(segments.environment()));
}

TEST_P(DumpProperty, WhatIsLoadedAnswersAndDumpsTheSame) {
  Random random(GetParam());
  GeneratedStore store;
  GeneratedInput input(random);
  for (int step = 0; step < 40; ++step) {
    store.Commit(input.Next(), store::DuplicatePolicy::kKeepFirst);
    if (random() % 3 == 0) store.Compact(input.newest() - kHour, {});
  }
  const std::string dump = DumpOf(store.environment());
  const Loaded loaded(dump, store.folder() + "/loaded.plumb");
  ExpectClean(loaded.environment);
  EXPECT_EQ(DumpOf(loaded.environment), dump);
  const Timestamp start = kGeneratedBegin - kDay;
  const Timestamp end = input.newest() + kMinute;
  EXPECT_EQ(WithoutIntervals(GeneratedStore::Tell(loaded.environment, {start, end})),
            WithoutIntervals(store.Tell({start, end})));
  for (int i = 0; i < 20; ++i) {
    const Timestamp from = start + static_cast<int64_t>(random() % uint64_t(end - start));
    const Timestamp to = from + static_cast<int64_t>(random() % (3 * kHour));
    ASSERT_EQ(WithoutIntervals(GeneratedStore::Tell(loaded.environment, {from, to})),
              WithoutIntervals(store.Tell({from, to})));
  }
}

TEST_P(DumpProperty, AStoreThatIsMergedIntoAnotherIsAsIfItsSamplesHadComeLater) {
  Random random(GetParam());
  GeneratedStore first;
  GeneratedStore second;
  GeneratedStore both;
  GeneratedInput input(random, /*sharing=*/false);
  std::vector<std::vector<tests::GivenBlock>> later;
  for (int step = 0; step < 30; ++step) {
    const auto blocks = input.Next();
    if (random() % 2 == 0) {
      first.Commit(blocks, store::DuplicatePolicy::kKeepFirst);
      both.Commit(blocks, store::DuplicatePolicy::kKeepFirst);
      if (random() % 2 == 0) first.Compact(input.newest() - kHour, {});
    } else {
      second.Commit(blocks, store::DuplicatePolicy::kKeepFirst);
      later.push_back(blocks);
    }
  }
  for (const auto& blocks : later) both.Commit(blocks, store::DuplicatePolicy::kKeepFirst);
  const FillReport report = Merge(DumpOf(second.environment()), first.environment());
  EXPECT_EQ(DumpOf(first.environment()), DumpOf(both.environment()));
  ExpectClean(first.environment());
  EXPECT_GT(report.counts.samples, report.same + report.kept);
}

TEST_P(DumpProperty, AStoreMergedIntoItselfDoesNotChange) {
  Random random(GetParam());
  GeneratedStore store;
  GeneratedInput input(random);
  for (int step = 0; step < 20; ++step) {
    store.Commit(input.Next(), store::DuplicatePolicy::kKeepFirst);
    if (random() % 3 == 0) store.Compact(input.newest() - kHour, {});
  }
  const std::string dump = DumpOf(store.environment());
  const FillReport report = Merge(dump, store.environment());
  EXPECT_EQ(report.same, report.counts.samples);
  EXPECT_EQ(report.kept, 0u);
  EXPECT_EQ(DumpOf(store.environment()), dump);
  ExpectClean(store.environment());
}

// A store with a little of everything, as a dump.
class SmallDump : public ::testing::Test {
 protected:
  SmallDump() {
    Random random(11);
    GeneratedInput input(random);
    store_.Commit(input.Next(), store::DuplicatePolicy::kKeepFirst);
    dump_ = DumpOf(store_.environment());
  }
  Result<FillReport> LoadOf(const std::string& dump) {
    StringInput in(dump);
    auto loaded = Load(in, "'x.dump'", Path(), {.store = {.map_size = uint64_t{64} << 20}});
    // What failed leaves nothing behind that looks like a store, or like its beginning.
    size_t others = 0;
    for (const auto& entry : std::filesystem::directory_iterator(store_.folder()))
      others += entry.path().filename() != "m.plumb" ? 1 : 0;
    EXPECT_EQ(others, loaded.ok() ? 1u : 0u);
    std::filesystem::remove_all(Path());
    return loaded;
  }
  [[nodiscard]] std::string Path() const { return store_.folder() + "/loaded.plumb"; }

  GeneratedStore store_;
  std::string dump_;
};

TEST_F(SmallDump, IsLoaded) {
  EXPECT_TRUE(LoadOf(dump_).ok());
}

TEST_F(SmallDump, ThatWasCutIsToldWithThePlace) {
  for (size_t size = 0; size < dump_.size(); size += 1 + dump_.size() / 60) {
    const auto loaded = LoadOf(dump_.substr(0, size));
    ASSERT_FALSE(loaded.ok()) << size;
    if (size == 0) continue;  // an empty input is no dump
    EXPECT_EQ(loaded.error().code, Exit::kOutside) << size;
    EXPECT_EQ(loaded.error().message, "'x.dump' ends at byte " + std::to_string(size) +
                                          ", before its end frame: it was cut; make it again");
  }
}

TEST_F(SmallDump, ThatIsDamagedIsNeverLoaded) {
  for (size_t at = 0; at < dump_.size(); at += 1 + dump_.size() / 120) {
    std::string damaged = dump_;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    const auto loaded = LoadOf(damaged);
    ASSERT_FALSE(loaded.ok()) << at;
    // A length that was damaged may point behind the end.
    const Exit code = loaded.error().code;
    EXPECT_TRUE(code == Exit::kStore || code == Exit::kOutside) << at;
  }
}

TEST_F(SmallDump, WithAFrameTooFewOrInTheWrongPlaceIsDamaged) {
  // Frames of the dump, written anew so that each has a right checksum.
  std::vector<std::pair<FrameType, std::string>> frames;
  StringInput in(dump_);
  FrameReader reader(in, "it");
  while (auto frame = *reader.Next()) frames.emplace_back(frame->type, frame->payload);
  for (size_t missing = 0; missing + 1 < frames.size(); ++missing) {
    StringOutput out;
    FrameWriter writer(out);
    for (size_t i = 0; i < frames.size(); ++i)
      if (i != missing) {
        ASSERT_TRUE(writer.OnFrame(frames[i].first, frames[i].second).ok());
      }
    const auto loaded = LoadOf(out.text());
    ASSERT_FALSE(loaded.ok()) << missing;
    EXPECT_EQ(loaded.error().code, Exit::kStore);
    EXPECT_NE(loaded.error().message.find("'x.dump' is damaged at byte "), std::string::npos);
  }
}

TEST_F(SmallDump, OfANewerVersionSaysSo) {
  std::string newer = dump_;
  newer[8] = 2;
  const auto loaded = LoadOf(newer);
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().code, Exit::kStore);
  EXPECT_EQ(loaded.error().message,
            "'x.dump' has version 2 of the dump format and this program reads version 1; load it "
            "with a newer plumb-store");
}

TEST_F(SmallDump, IsNotLoadedIntoAStoreThatHasSeries) {
  ASSERT_TRUE([&] {
    StringInput in(dump_);
    return Load(in, "it", Path(), {.store = {.map_size = uint64_t{64} << 20}}).ok();
  }());
  StringInput in(dump_);
  const auto again = Load(in, "it", Path(), {.store = {.map_size = uint64_t{64} << 20}});
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Exit::kUsage);
  StringInput merged(dump_);
  EXPECT_TRUE(
      Load(merged, "it", Path(), {.merge = true, .store = {.map_size = uint64_t{64} << 20}}).ok());
}

// The hex digits that stand indented in docs/dump-format.md, with what they are behind them.
std::string DocumentedDump() {
  std::ifstream in(tests::SourceDir() / "docs/dump-format.md");
  const std::regex digits("^    (([0-9a-f]{2} )*[0-9a-f]{2})(  .*)?$");
  std::string bytes;
  std::smatch match;
  for (std::string line; std::getline(in, line);) {
    if (!std::regex_match(line, match, digits)) continue;
    const std::string hex = match[1];
    for (size_t i = 0; i < hex.size(); i += 3)
      bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

TEST(DumpFormat, TheDocumentedExampleIsTheDump) {
  GeneratedStore store;
  const model::Labels up = {{"__name__", "up"}, {"instance", "web1"}, {"job", "node"}};
  const model::Labels loose = {
      {"__name__", "backup_seconds"}, {"instance", "web1"}, {"job", "node"}};
  const store::TargetName target{"node", "web1", "web1:9100"};
  const Timestamp day = 1'795'046'400'000;
  const auto bits = [](double value) { return std::bit_cast<uint64_t>(value); };
  store.Commit({{.head = {.target = target, .scrape = true, .time = day, .complete = true},
                 .samples = {{up, day, bits(1), {}}}},
                {.head = {.target = target, .scrape = true, .time = day + 15'000, .failed = true},
                 .samples = {}},
                {.head = {.target = target}, .samples = {{loose, day + 20'000, bits(12.5), {}}}}},
               store::DuplicatePolicy::kKeepFirst);
  {
    auto write = *store.environment()->BeginWrite();
    ASSERT_TRUE(store::MergeFamily(*write.txn, store.environment()->tables(),
                                   {"up", model::MetricType::kGauge, "ok?", ""})
                    .ok());
    ASSERT_TRUE(write.txn->Commit().ok());
  }
  const std::string dump = DumpOf(store.environment());
  EXPECT_EQ(dump, DocumentedDump());
}

TEST_F(SmallDump, OfSomeSeriesHasTheseOnly) {
  const auto matcher = *model::Matcher::Make("__name__", model::MatchOp::kEqual, "m5");
  StringInput in(DumpOf(store_.environment(), {.matchers = {matcher}}));
  ASSERT_TRUE(Load(in, "it", Path(), {.store = {.map_size = uint64_t{64} << 20}}).ok());
  const auto part = *store::Environment::Open(Path(), {.map_size = uint64_t{64} << 20});
  const auto reader = *store::Reader::Of(part);
  EXPECT_EQ(*reader->ListLabelValues("__name__", {{}, kEver}), std::vector<std::string>{"m5"});
}

INSTANTIATE_TEST_SUITE_P(Seeds, DumpProperty, ::testing::Range(1u, 4u));

}  // namespace
}  // namespace plumb::transfer
