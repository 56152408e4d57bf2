// A dump says what is in a store, the same bytes however it was filled, and makes the same store
// again.
#include "transfer/dump.h"

#include <gtest/gtest.h>

#include <regex>

#include "generated_input.h"
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

INSTANTIATE_TEST_SUITE_P(Seeds, DumpProperty, ::testing::Range(1u, 5u));

}  // namespace
}  // namespace plumb::transfer
