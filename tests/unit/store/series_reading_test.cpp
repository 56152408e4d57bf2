// Series that come and go are read with regard to when they lived. What is read must be what a
// plain look at everything that their target has says.
#include "store/series_reading.h"

#include <gtest/gtest.h>

#include "generated_input.h"
#include "promql/engine.h"
#include "promql/parser.h"
#include "store/column_assembly.h"
#include "store/common_series.h"
#include "store/reader.h"

namespace plumb::store {
namespace {

using tests::ColumnText;
using tests::GeneratedStore;
using tests::Given;
using tests::GivenBlock;
using tests::kGeneratedBegin;
using tests::Random;

constexpr size_t kSeries = 300;
constexpr int kScrapes = 500;
constexpr DurationMs kInterval = 30 * kSecond;
constexpr Timestamp kEnd = kGeneratedBegin + kScrapes * kInterval;

uint64_t Below(Random& random, uint64_t bound) {
  return random() % bound;
}

// Each series lives for some scrapes of one target; some for all of them, many for one.
class ChurningTarget {
 public:
  explicit ChurningTarget(Random& random) : random_(random) {
    for (size_t i = 0; i < kSeries; ++i) {
      const uint64_t scales[] = {1, 10, 100, kScrapes};
      const auto length = static_cast<int>(1 + Below(random, scales[Below(random, 4)]));
      // By when they begin, as where they are new in the store.
      const int first = static_cast<int>(i) * kScrapes / static_cast<int>(kSeries);
      lives_.push_back({i % 9 == 0 ? 0 : first, i % 9 == 0 ? kScrapes : first + length});
    }
  }

  GivenBlock Scrape(int number) {
    const Timestamp time = kGeneratedBegin + number * kInterval;
    GivenBlock block{.head = {.target = {"j", "i", "http://a"}, .scrape = true, .time = time}};
    block.head.complete = Below(random_, 5) != 0;
    block.head.failed = Below(random_, 12) == 0;
    for (size_t i = 0; i < kSeries && !block.head.failed; ++i) {
      if (number < lives_[i].first || number >= lives_[i].second || Below(random_, 30) == 0)
        continue;
      Given sample = Sample(i, time);
      if (i % 13 == 5) sample.time -= static_cast<int64_t>(Below(random_, 3 * kMinute));
      block.samples.push_back(std::move(sample));
    }
    return block;
  }

  // Samples that came with no scrape, at times of scrapes and between them.
  GivenBlock Loose() {
    GivenBlock block{.head = {.target = {"j", "i", "http://a"}}};
    for (uint64_t i = Below(random_, 5); i > 0; --i)
      block.samples.push_back(Sample(
          Below(random_, kSeries),
          kGeneratedBegin + static_cast<int64_t>(Below(random_, 2 * kScrapes)) * kInterval / 2));
    return block;
  }

 private:
  Given Sample(size_t series, Timestamp time) {
    return {.labels = {{"__name__", "m" + std::to_string(series)}, {"job", "j"}},
            .time = time,
            .bits = std::bit_cast<uint64_t>(static_cast<double>(Below(random_, 1000)))};
  }

  Random& random_;
  std::vector<std::pair<int, int>> lives_;
};

// Without regard to lives: all rows and segments of the range, all series at once.
std::vector<model::SampleColumn> ReadPlainly(Snapshot& snapshot, TargetId target,
                                             std::span<const SeriesId> series,
                                             model::TimeRange range) {
  const auto rows = LoadRows(snapshot.state(), target, true, range, EarlierScrapes::kBackToSettled);
  EXPECT_TRUE(rows.ok());
  auto periods = LoadPeriods(snapshot.state(), target, {rows->first, range.to}, series);
  EXPECT_TRUE(periods.ok());
  auto chunk = GatherColumns("", {.first = rows->first, .rows = rows->rows, .periods = *periods},
                             series, range);
  EXPECT_TRUE(chunk.ok());
  return AssembleColumns(*std::move(chunk), range);
}

enum class LooseSamples { kSome, kNone };

void Fill(GeneratedStore& store, Random& random, LooseSamples loose = LooseSamples::kSome) {
  ChurningTarget target(random);
  std::vector<GivenBlock> blocks;
  for (int i = 0; i < kScrapes; ++i) {
    blocks.push_back(target.Scrape(i));
    if (loose == LooseSamples::kSome) blocks.push_back(target.Loose());
    if (Below(random, 20) != 0 && i + 1 < kScrapes) continue;
    store.Commit(std::exchange(blocks, {}), DuplicatePolicy::kKeepFirst);
    if (Below(random, 3) == 0)
      store.Compact(kGeneratedBegin + i * kInterval, {.bytes = uint64_t{1} << 30});
  }
}

class ReadingOfLives : public ::testing::TestWithParam<unsigned> {};

TEST_P(ReadingOfLives, SaysWhatIsThere) {
  Random random(GetParam());
  GeneratedStore store;
  Fill(store, random);
  const auto snapshot = *Snapshot::Take(store.environment());
  SeriesReading reading(snapshot);
  ReadMeter meter;
  size_t samples = 0;
  for (int round = 0; round < 30; ++round) {
    std::vector<SeriesId> series;
    const uint64_t one_in = 1 + Below(random, 20);
    for (SeriesId id = 1; id <= kSeries; ++id)
      if (Below(random, one_in) == 0) series.push_back(id);
    const Timestamp from = kGeneratedBegin - kHour + static_cast<int64_t>(Below(random, 5 * kHour));
    const model::TimeRange range{from, from + static_cast<int64_t>(Below(random, 6 * kHour))};
    const std::vector<ReadTarget> targets{{.id = 1, .spread = true}};
    const auto columns =
        reading.Read(targets, series, range, EarlierScrapes::kBackToSettled, &meter);
    ASSERT_TRUE(columns.ok()) << columns.error().message;
    const auto plain = ReadPlainly(*snapshot, 1, series, range);
    for (size_t i = 0; i < series.size(); ++i) {
      ASSERT_EQ(ColumnText((*columns)[i]), ColumnText(plain[i]))
          << "series " << series[i] << " from " << range.from << " to " << range.to;
      samples += plain[i].values.size();
    }
  }
  EXPECT_GT(samples, 10'000u);
  EXPECT_GT(meter.total().rows + meter.total().segments, 0u);
}

// A marker that nothing in the range is before.
void DropLoneEnd(model::SampleColumn& column) {
  if (column.values.empty() || !model::IsStale(column.values[0])) return;
  column.values.erase(column.values.begin());
  column.times =
      std::make_shared<std::vector<Timestamp>>(column.times->begin() + 1, column.times->end());
}

TEST_P(ReadingOfLives, WithoutLoneEndsAllElseIsTheSame) {
  Random random(GetParam());
  GeneratedStore store;
  Fill(store, random, LooseSamples::kNone);
  const auto reader = *Reader::Of(store.environment());
  const model::Matchers all = {*model::Matcher::Make("job", model::MatchOp::kEqual, "j")};
  size_t ends = 0;
  for (int round = 0; round < 20; ++round) {
    const Timestamp from = kGeneratedBegin + static_cast<int64_t>(Below(random, 4 * kHour));
    const model::TimeRange range{from, from + static_cast<int64_t>(Below(random, kHour))};
    const auto set = *reader->Select({.matchers = all, .range = range});
    const auto without = *reader->Select({.matchers = all, .range = range, .lone_ends = false});
    ASSERT_EQ(set->batches().size(), without->batches().size());
    for (const auto& batch : set->batches()) {
      auto columns = *set->Read(batch, range);
      auto fewer = *without->Read(batch, range);
      ASSERT_EQ(columns.size(), fewer.size());
      for (size_t i = 0; i < columns.size(); ++i) {
        const size_t before = columns[i].values.size();
        DropLoneEnd(columns[i]);
        ends += before - columns[i].values.size();
        DropLoneEnd(fewer[i]);
        ASSERT_EQ(ColumnText(columns[i]), ColumnText(fewer[i]));
      }
    }
  }
  EXPECT_GT(ends, 10u);
}

TEST_P(ReadingOfLives, NeighboursInABatchAreReadAlone) {
  Random random(GetParam());
  GeneratedStore store;
  Fill(store, random);
  const auto reader = *Reader::Of(store.environment());
  const model::Matchers all = {*model::Matcher::Make("job", model::MatchOp::kEqual, "j")};
  for (int round = 0; round < 20; ++round) {
    const Timestamp from = kGeneratedBegin + static_cast<int64_t>(Below(random, 4 * kHour));
    const model::TimeRange range{from, from + static_cast<int64_t>(Below(random, kHour))};
    const auto set = *reader->Select({.matchers = all, .range = range});
    for (const auto& batch : set->batches()) {
      const auto columns = *set->Read(batch, range);
      model::SeriesSet::Batch part = batch;
      const uint64_t skipped = Below(random, batch.count);
      part.first += skipped;
      part.count = 1 + Below(random, batch.count - skipped);
      const auto some = *set->Read(part, range);
      ASSERT_EQ(some.size(), part.count);
      for (size_t i = 0; i < part.count; ++i)
        ASSERT_EQ(ColumnText(some[i]), ColumnText(columns[skipped + i]));
    }
  }
}

// Of one instant the last scrape is read first (promql/selection.cpp); of two all of the lookback.
TEST_P(ReadingOfLives, AnInstantIsAStepOfARange) {
  Random random(GetParam());
  GeneratedStore store;
  Fill(store, random);
  const auto reader = *Reader::Of(store.environment());
  const auto expr = *promql::ParseExpression("{job=\"j\"}");
  size_t seen = 0;
  for (int round = 0; round < 50; ++round) {
    const Timestamp at = kGeneratedBegin + static_cast<int64_t>(Below(random, 5 * kHour));
    const auto one = *promql::Evaluate(*expr, *reader, {.start = at, .end = at}, {});
    const auto two = *promql::Evaluate(*expr, *reader, {.start = at, .end = at + 1, .step = 1}, {});
    std::map<std::string, uint64_t> expected;
    for (const model::Series& series : two.series)
      if (series.times[0] == at)
        expected[series.labels.ToString()] = std::bit_cast<uint64_t>(series.values[0]);
    std::map<std::string, uint64_t> found;
    for (const model::Series& series : one.series)
      found[series.labels.ToString()] = std::bit_cast<uint64_t>(series.values[0]);
    ASSERT_EQ(found, expected) << "at " << at;
    seen += found.size();
  }
  EXPECT_GT(seen, 1000u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ReadingOfLives, ::testing::Range(1u, 9u));

TEST(GroupByLife, KeepsThoseOfAnHourTogetherAndLongOnesApart) {
  std::vector<Life> lives;
  for (int i = 0; i < 100; ++i)
    lives.push_back({kGeneratedBegin + i * 15'000, kGeneratedBegin + i * 15'000});
  lives[40] = {kGeneratedBegin - 30 * kDay, kEnd};
  lives[70] = kNoLife;
  lives[80] = lives[40];
  const auto groups = GroupByLife(lives);
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].members.size(), 97u);
  EXPECT_EQ(groups[1].members, (std::vector<size_t>{40, 80}));
}

TEST(ForEachCommon, FindsWhatAMergeFinds) {
  Random random(7);
  for (int round = 0; round < 2000; ++round) {
    std::vector<SeriesId> list;
    std::vector<SeriesId> series;
    const uint64_t sparse = 1 + Below(random, 9);
    for (SeriesId id = 0; id < 60; ++id) {
      for (uint64_t n = Below(random, 3) == 0 ? Below(random, 3) : 0; n > 0; --n)
        list.push_back(id);
      if (Below(random, sparse) == 0) series.push_back(id);
    }
    std::vector<std::pair<size_t, size_t>> expected;
    for (size_t i = 0; i < list.size(); ++i)
      for (size_t w = 0; w < series.size(); ++w)
        if (list[i] == series[w]) expected.emplace_back(i, w);
    std::vector<std::pair<size_t, size_t>> found;
    ForEachCommon(
        list.size(), [&](size_t i) { return list[i]; }, series,
        [&](size_t i, size_t w) { found.emplace_back(i, w); });
    ASSERT_EQ(found, expected);
  }
}

}  // namespace
}  // namespace plumb::store
