// A dump has the rollups too, also of samples that are gone.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <random>

#include "store/rollup_marks.h"
#include "transfer/bundle.h"
#include "transfer/load.h"
#include "unit/maintenance/rollup_fixture.h"

namespace plumb::transfer {
namespace {

using maintenance::kMidnight;
using model::Labels;

constexpr int kDays = 3;
constexpr Timestamp kEnd = kMidnight + kDays * kDay;
constexpr Timestamp kLater = kEnd + kDay;

class RollupDump : public maintenance::RollupTest {
 protected:
  // Days of a gauge, counters that drop, histograms and samples that came with no scrape, with
  // holes.
  void Fill(std::mt19937_64& random, Timestamp from, Timestamp to) {
    std::vector<double> totals(6);
    std::vector<store::Block> blocks;
    for (Timestamp t = from; t < to; t += kMinute) {
      if (random() % 500 == 0) t += static_cast<Timestamp>(random() % 200) * kMinute;
      if (t >= to) break;
      std::vector<In> samples;
      for (size_t i = 0; i < totals.size(); ++i) {
        totals[i] =
            random() % (i * 50 + 20) == 0 ? 0 : totals[i] + static_cast<double>(random() % 9);
        if (random() % 7 == 0) continue;
        samples.push_back({Named("requests_total", i), totals[i]});
        samples.push_back({Named("busy", i), static_cast<double>(random() % 1000) / 8});
      }
      const model::Histogram histogram{.count = static_cast<double>(random() % 100), .sum = 1};
      samples.push_back({.labels = Named("sizes", 0), .histogram = &histogram});
      const Timestamp time = t + static_cast<Timestamp>(random() % 3000);
      blocks.push_back(Scrape(time, samples));
      if (random() % 3 == 0) blocks.push_back(Loose({{Named("cron", 0), 1.5, time - 7}}));
      if (blocks.size() > 500) Commit(std::exchange(blocks, {}));
    }
    Commit(std::move(blocks));
  }
  static Labels Named(const std::string& name, size_t i) {
    return {{"__name__", name}, {"i", std::to_string(i)}};
  }
  std::string Dumped() {
    StringOutput out;
    FrameWriter writer(out);
    const auto dumped = Dump(*store::Snapshot::Take(environment_), {}, writer);
    EXPECT_TRUE(dumped.ok()) << dumped.error().message;
    counts_ = *dumped;
    return out.text();
  }
  // Goes on with the store that is at this place.
  void Use(const std::string& name) {
    Close();
    environment_ = *store::Environment::Open(folder_ / name, Options(store::OpenMode::kWrite));
    writer_ =
        std::make_unique<store::StoreWriter>(environment_, store::DuplicatePolicy::kKeepFirst);
  }
  // Goes on with a store that is made of a dump, or is added to.
  FillReport UseLoaded(const std::string& dump, const std::string& name, bool merge = false) {
    Close();
    StringInput in(dump);
    auto report = Load(in, "it", folder_ / name,
                       {.merge = merge, .store = {.map_size = store::kTestMapSize}});
    EXPECT_TRUE(report.ok()) << report.error().message;
    Use(name);
    return report.ok() ? *report : FillReport{};
  }
  size_t Marks() {
    const auto txn = environment_->BeginRead();
    return *(*txn)->Count(environment_->tables().roll);
  }
  // What queries say, over samples and of each tier alone.
  static constexpr std::array<std::optional<DurationMs>, 3> kAnyTier = {std::nullopt, 5 * kMinute,
                                                                        kHour};
  std::string Answers(Timestamp from = kMidnight, Timestamp to = kEnd,
                      std::span<const std::optional<DurationMs>> tiers = kAnyTier) {
    std::string all;
    for (const char* text :
         {"min_over_time(busy[1h])", "sum_over_time(busy[2h])", "count_over_time(busy[1h])",
          "rate(requests_total[1h])", "resets(requests_total[3h])", "last_over_time(sizes[1h])",
          "histogram_count(sizes)", "max_over_time(cron[1h])", "busy"})
      for (const std::optional<DurationMs> tier : tiers) {
        const auto answer = maintenance::ByLabels(Ask(text, from, to, 20 * kMinute, tier));
        for (const auto& [labels, points] : answer)
          for (const auto& [time, bits] : store::Bits(points))
            all += fmt::format("{} {} {} {} {}\n", text, tier.value_or(0), labels, time, bits);
      }
    return all;
  }
  // A store with rules whose rollups are built, and whose oldest samples are gone.
  void MakeAged(std::mt19937_64& random) {
    Fill(random, kMidnight, kEnd);
    SetRules(maintenance::kBoth);
    Compact(kLater);
    EXPECT_GE(Roll(kLater).days, 3u);
    DropRaw(kMidnight + kDay + kDay / 2);
  }

  DumpCounts counts_;
};

class RollupDumpProperty : public RollupDump, public ::testing::WithParamInterface<unsigned> {};

TEST_P(RollupDumpProperty, WhatIsLoadedAnswersAndDumpsTheSame) {
  std::mt19937_64 random(GetParam());
  MakeAged(random);
  const std::string dump = Dumped();
  EXPECT_GT(counts_.rollups, 10'000u);
  const std::string answers = Answers();
  EXPECT_GT(answers.size(), 100'000u);
  UseLoaded(dump, "loaded.plumb");
  ExpectClean();
  EXPECT_EQ(Dumped(), dump);
  EXPECT_EQ(Answers(), answers);
  // All is built, and stays.
  EXPECT_EQ(Marks(), 0u);
  EXPECT_EQ(Roll(kLater).days, 0u);
  EXPECT_EQ(Dumped(), dump);
}

TEST_P(RollupDumpProperty, DaysThatWereNotBuiltAreBuiltAfterwards) {
  std::mt19937_64 random(GetParam());
  MakeAged(random);
  Fill(random, kEnd + kHour, kEnd + 2 * kHour);  // rows
  Fill(random, kMidnight + 2 * kDay, kMidnight + 2 * kDay + kHour);
  const std::string dump = Dumped();
  Compact(kLater + kDay);
  EXPECT_GT(Roll(kLater + kDay).days, 1u);
  const std::string built = Dumped();
  UseLoaded(dump, "loaded.plumb");
  EXPECT_EQ(Dumped(), dump);
  EXPECT_GT(Marks(), 1u);
  Compact(kLater + kDay);
  Roll(kLater + kDay);
  EXPECT_EQ(Dumped(), built);
}

TEST_P(RollupDumpProperty, BuildingAgainKeepsWhatTheSamplesAreGoneOf) {
  std::mt19937_64 random(GetParam());
  MakeAged(random);
  const std::string dump = Dumped();
  UseLoaded(dump, "loaded.plumb");
  {
    auto write = environment_->BeginWrite();
    ASSERT_TRUE(store::DeleteRollupState(*write->txn, environment_->tables()).ok());
    ASSERT_TRUE(write->txn->Commit().ok());
  }
  EXPECT_GT(Roll(kLater).days, 1u);
  EXPECT_EQ(Dumped(), dump);
}

TEST_P(RollupDumpProperty, AStoreMergedIntoItselfDoesNotChange) {
  std::mt19937_64 random(GetParam());
  MakeAged(random);
  const std::string dump = Dumped();
  UseLoaded(dump, "m.plumb", /*merge=*/true);
  ExpectClean();
  Roll(kLater);
  EXPECT_EQ(Dumped(), dump);
}

// The old half is in one store, the new half in another.
TEST_P(RollupDumpProperty, MergingAddsTheWindowsThatAreMissing) {
  std::mt19937_64 random(GetParam());
  MakeAged(random);
  const std::string whole = Dumped();
  const std::string answers = Answers();
  UseLoaded(whole, "new.plumb");
  {
    // Without the first day's rollups.
    auto write = environment_->BeginWrite();
    for (const store::TierColumn column : store::kTierColumns)
      for (const store::TargetId target : {1u, 2u})
        ASSERT_TRUE(
            store::ReplacePeriod(
                *write->txn, environment_->tables(),
                {.level = store::kTiers[0].LevelOf(column), .target = target, .start = kMidnight},
                {})
                .ok());
    ASSERT_TRUE(write->txn->Commit().ok());
  }
  EXPECT_NE(Dumped(), whole);
  UseLoaded(whole, "new.plumb", /*merge=*/true);
  ExpectClean();
  EXPECT_EQ(Answers(), answers);
  Roll(kLater);
  EXPECT_EQ(Dumped(), whole);
}

// A tier alone does so where the range has its windows whole.
TEST_P(RollupDumpProperty, ABundleAnswersAsTheStore) {
  std::mt19937_64 random(GetParam());
  MakeAged(random);
  struct Case {
    model::TimeRange range;
    size_t tiers;
  };
  for (const auto& [range, tiers] :
       {Case{{kMidnight + 7 * kHour + 123'456, kMidnight + 20 * kHour + 777}, 1},
        Case{{kMidnight + 30 * kHour + 1234, kMidnight + 50 * kHour + 99'999}, 1},
        Case{{kMidnight + 9 * kHour + 1, kMidnight + 47 * kHour}, 3}}) {
    const Timestamp from = range.from + 4 * kHour;
    const auto some = std::span(kAnyTier).first(tiers);
    const std::string answers = Answers(from, range.to, some);
    EXPECT_GT(answers.size(), 10'000u);
    const std::string path = folder_ / "part.bundle";
    const int fd = ::open(path.c_str(), O_CREAT | O_TRUNC | O_RDWR, 0600);
    const auto written = WriteBundle(*store::Snapshot::Take(environment_), {{}, range},
                                     folder_ / "beside", fd, "it");
    ::close(fd);
    ASSERT_TRUE(written.ok()) << written.error().message;
    Close();
    environment_ = *store::Environment::Open(path, Options(store::OpenMode::kRead));
    EXPECT_EQ(Answers(from, range.to, some), answers);
    Use("m.plumb");
  }
}

// There are no rules in it, and no marks.
TEST_F(RollupDump, ABundleOfSomeSeriesHasTheirRollups) {
  std::mt19937_64 random(5);
  MakeAged(random);
  const auto matcher = *model::Matcher::Make("__name__", model::MatchOp::kEqual, "busy");
  const auto ask = [&] {
    return maintenance::ByLabels(
        Ask("sum_over_time(busy[1h])", kMidnight, kEnd, 20 * kMinute, std::nullopt));
  };
  const auto wanted = ask();
  const std::string path = folder_ / "part.bundle";
  const int fd = ::open(path.c_str(), O_CREAT | O_TRUNC | O_RDWR, 0600);
  const auto written = WriteBundle(*store::Snapshot::Take(environment_), {.matchers = {matcher}},
                                   folder_ / "beside", fd, "it");
  ::close(fd);
  ASSERT_TRUE(written.ok()) << written.error().message;
  EXPECT_EQ(written->records, 0u);
  Close();
  environment_ = *store::Environment::Open(path, Options(store::OpenMode::kRead));
  maintenance::ExpectClose(ask(), wanted, 0, "");
}

TEST_F(RollupDump, ADamagedRowIsNotWrittenOn) {
  Commit({Scrape(kMidnight, {{Named("busy", 0), 1.25}})});
  {
    auto write = environment_->BeginWrite();
    const store::Tables& tables = environment_->tables();
    std::string key;
    std::string row;
    {
      auto cursor = store::Cursor::Open(*write->txn, tables.row);
      ASSERT_TRUE(*cursor->First());
      key = cursor->key();
      row = cursor->value();
    }
    row[store::RowView::kHeaderSize] ^= 1;
    ASSERT_TRUE(write->txn->Put(tables.row, key, row).ok());
    ASSERT_TRUE(write->txn->Commit().ok());
  }
  StringOutput out;
  FrameWriter writer(out);
  const auto dumped = Dump(*store::Snapshot::Take(environment_), {}, writer);
  ASSERT_FALSE(dumped.ok());
  EXPECT_EQ(dumped.error().code, Exit::kStore);
  EXPECT_NE(dumped.error().message.find("is damaged: the checksum of a row is wrong"),
            std::string::npos)
      << dumped.error().message;
}

// Frames whose checksums are right and that make no sense.
TEST_F(RollupDump, NonsenseIsRefused) {
  const store::Tier& tier = store::kTiers[0];
  const auto day = [&](Timestamp start, store::TierColumn column) {
    return EncodeDay({.start = start, .tier = &tier, .column = column});
  };
  const std::string target("\0\0\0", 3);
  using Frames = std::vector<std::pair<FrameType, std::string>>;
  const auto refusal = [&](const Frames& frames) {
    StoreFiller filler(environment_, FillInto::kNew);
    EXPECT_TRUE(filler.OnFrame(FrameType::kTarget, target).ok());
    for (const auto& [type, payload] : frames)
      if (const Status taken = filler.OnFrame(type, payload); !taken.ok()) {
        EXPECT_TRUE(filler.damaged());
        return taken.error().message;
      }
    return std::string("nothing");
  };
  const std::string counts = day(kMidnight, store::TierColumn::kCount);
  const std::string minima = day(kMidnight, store::TierColumn::kMin);
  EXPECT_EQ(refusal({{FrameType::kDay, minima}, {FrameType::kDay, counts}}),
            "days are out of order");
  EXPECT_EQ(
      refusal({{FrameType::kDay, counts}, {FrameType::kDay, EncodeDay({.start = kMidnight})}}),
      "days are out of order");
  const std::string marks = EncodeMarks({kMidnight});
  EXPECT_EQ(refusal({{FrameType::kDay, marks}, {FrameType::kDay, counts}}),
            "days are out of order");
  EXPECT_EQ(refusal({{FrameType::kDay, marks}, {FrameType::kDay, marks}}),
            "marks are out of order");
  EXPECT_EQ(refusal({{FrameType::kDay, marks + "x"}}), "marks make no sense");
  EXPECT_EQ(refusal({{FrameType::kDay, marks}, {FrameType::kColumns, "x"}}),
            "columns without a day");
  EXPECT_EQ(refusal({{FrameType::kDay, counts + "x"}}), "a day makes no sense");
  std::string level = counts;
  level[0] = 0x15;
  EXPECT_EQ(refusal({{FrameType::kDay, level}}), "a day makes no sense");
  level = day(kMidnight + kDay, store::TierColumn::kCount);
  level[0] = 0x20;  // of weeks, and this day begins none
  EXPECT_EQ(refusal({{FrameType::kDay, level}}), "a day makes no sense");
  // A count in the middle of a window.
  const Day middle{.start = kMidnight, .tier = &tier, .column = store::TierColumn::kSamples};
  std::string column;
  ColumnWriter(middle).AppendNew(column, 1, Named("busy", 0).bytes(),
                                 {.loose_times = {kMidnight + kMinute}, .loose_values = {1}});
  EXPECT_EQ(refusal({{FrameType::kDay, counts}, {FrameType::kColumns, column}}),
            "a column makes no sense");
}

INSTANTIATE_TEST_SUITE_P(Seeds, RollupDumpProperty, ::testing::Range(1u, 4u));

}  // namespace
}  // namespace plumb::transfer
