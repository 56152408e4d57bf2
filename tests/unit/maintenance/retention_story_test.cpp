// Stories of retention and deletion: what others that have the store open see of it, and what
// becomes of rollups.
#include <atomic>
#include <thread>

#include "maintenance/dead_series.h"
#include "maintenance/delete_samples.h"
#include "maintenance/expiry.h"
#include "maintenance/upkeep.h"
#include "promql/parser.h"
#include "store/rollup_marks.h"
#include "store/suspect_table.h"
#include "store/tier.h"
#include "unit/store/store_fixture.h"

namespace plumb::maintenance {
namespace {

using model::Labels;
using store::Points;
using store::Reader;

constexpr Timestamp kDay0 = 1'795'046'400'000;  // a midnight

class RetentionStory : public store::StoreFixture {
 protected:
  static Labels Series(const std::string& name) { return {{"__name__", name}, {"job", "node"}}; }

  DeleteReport Delete(const std::string& selector, model::TimeRange range = kAlways) {
    ManualClock clock(kDay0 + kDay);
    const auto report = DeleteSamples(
        *environment_, clock, {.matchers = *promql::ParseSelector(selector), .range = range});
    EXPECT_TRUE(report.ok()) << report.error().message;
    const auto dead = RemoveDeadSeries(*environment_, clock);
    EXPECT_TRUE(dead.ok() && dead->done);
    return report.ok() ? *report : DeleteReport{};
  }

  void SetRules(const store::RetentionRules& rules) {
    auto write = *environment_->BeginWrite();
    ASSERT_TRUE(store::SaveRetentionRules(*write.txn, environment_->tables(), rules).ok());
    ASSERT_TRUE(write.txn->Commit().ok());
  }

  UpkeepReport Upkeep(Timestamp now) {
    ManualClock clock(now);
    const auto report = RunUpkeep(*environment_, clock, {});
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : UpkeepReport{};
  }

  [[nodiscard]] size_t CountPeriods(store::Level level) {
    const store::StoreState state = Read().snapshot().state();
    size_t count = 0;
    auto start = *store::FindPeriodFrom(state, level, 1, INT64_MIN);
    for (; start; start = *store::FindPeriodFrom(state, level, 1, *start + 1)) ++count;
    return count;
  }

  // A day of scrapes, one every five minutes.
  void IngestDay(Timestamp day) {
    std::vector<store::Block> blocks;
    for (Timestamp time = day + kMinute; time < day + kDay; time += 5 * kMinute)
      blocks.push_back(Scrape(time, {{Series("a"), 1}, {Series("b"), 2}}));
    Commit(std::move(blocks));
  }

  static constexpr model::TimeRange kAlways{model::kMinTime, model::kMaxTime};
};

TEST_F(RetentionStory, AWriterFindsDeletedSeriesAnew) {
  Open();
  Commit({Scrape(kDay0, {{Series("a"), 1}, {Series("b"), 1}})});
  EXPECT_EQ(Delete("a").counts.removed.samples, 1u);
  // The same writer, which knows the number that the series had.
  Commit({Scrape(kDay0 + kMinute, {{Series("a"), 2}, {Series("b"), 2}})});
  EXPECT_EQ(One(Series("a")), (Points{{kDay0 + kMinute, 2}}));
  EXPECT_EQ(One(Series("b")), (Points{{kDay0, 1}, {kDay0 + kMinute, 2}}));
  ExpectClean();
}

TEST_F(RetentionStory, ASeriesLeavesATargetAndComesBack) {
  Open();
  const Labels shared = Series("shared");
  const store::TargetName other{"other", "web2", ""};
  Commit({Scrape(kDay0, {{shared, 1}}), Loose({{shared, 2, kDay0 + 1}}, other)});
  Commit({Loose({{shared, 3, kDay0 + 2}}, other)});
  EXPECT_EQ(Delete("shared", {kDay0 + 1, kDay0 + 2}).counts.removed.samples, 2u);
  ExpectClean();
  Commit({Scrape(kDay0 + kMinute, {{shared, 4}}), Loose({{shared, 5, kDay0 + 3}}, other)});
  EXPECT_EQ(One(shared), (Points{{kDay0, 1}, {kDay0 + 3, 5}, {kDay0 + kMinute, 4}}));
  ExpectClean();
}

TEST_F(RetentionStory, AKeptHintOfADeletedSeriesIsForgotten) {
  Open();
  store::Block block = Scrape(kDay0, {{Series("a"), 1}, {Series("b"), 1}});
  batch_.hints.push_back({.target = kTarget,
                          .form = 1,
                          .lines = {{store::HintKind::kSample, "a", block.samples[0].series},
                                    {store::HintKind::kSample, "b", block.samples[1].series}}});
  Commit({std::move(block)});
  EXPECT_NE(*writer_->ReadHint(kTarget, 1), "");
  Delete("a");
  EXPECT_EQ(*writer_->ReadHint(kTarget, 1), "");
  ExpectClean();
}

TEST_F(RetentionStory, AHintIsNotKeptOfSeriesThatAreGone) {
  Open();
  store::Block block = Scrape(kDay0, {{Series("a"), 1}, {Series("b"), 1}});
  const std::vector<store::PendingSample> samples = block.samples;
  Commit({std::move(block)});
  Delete("a");
  // Its page was read before, and its hint is kept only now.
  batch_.hints.push_back({.target = kTarget,
                          .form = 1,
                          .lines = {{store::HintKind::kSample, "a", samples[0].series},
                                    {store::HintKind::kSample, "b", samples[1].series}}});
  Commit({Scrape(kDay0 + kMinute, {{Series("b"), 1}})});
  ExpectClean();
}

TEST_F(RetentionStory, AReaderSeesWhatWasThereWhenItBegan) {
  Open();
  Commit({Scrape(kDay0, {{Series("a"), 1}})});
  Reader& before = Read();
  auto set = *before.Select({{}, kAlways});
  Delete("a");
  const auto columns = *set->Read(set->batches()[0], kAlways);
  EXPECT_EQ(columns[0].values, std::vector<double>{1});
  EXPECT_TRUE(Query({}).empty());
}

TEST_F(RetentionStory, NothingIsLeftOfATargetWithoutSamples) {
  Open();
  batch_.families = {{"a", model::MetricType::kGauge, "help", ""}};
  Commit({Scrape(kDay0, {{Series("a"), 1}}), Scrape(kDay0 + kMinute, {})});
  Delete("a");
  ExpectClean();
  const auto report = *Verify(Read().snapshot());
  EXPECT_EQ(report.series + report.targets + report.layouts + report.rows + report.segments, 0u);
  EXPECT_TRUE(Read().ListLabelNames({})->empty());
  EXPECT_TRUE(Read().ListMetadata()->empty());
}

TEST_F(RetentionStory, ADeletedSeriesEndsWhereTheRangeBegins) {
  Open();
  for (int i = 0; i < 6; ++i)
    Commit({Scrape(kDay0 + i * kMinute, {{Series("a"), 1}, {Series("b"), 1}})});
  Delete("a", {kDay0 + 2 * kMinute, kDay0 + 3 * kMinute});
  const Points a = One(Series("a"));
  ASSERT_EQ(a.size(), 5u);
  EXPECT_EQ(a[2].first, kDay0 + 2 * kMinute);
  EXPECT_TRUE(model::IsStale(a[2].second));
  EXPECT_EQ(a[3].first, kDay0 + 4 * kMinute);
  EXPECT_EQ(One(Series("b")).size(), 6u);
}

TEST_F(RetentionStory, RawSamplesWaitForTheirRollups) {
  Open();
  SetRules({{.selector = "", .raw = 2 * kHour, .rollups = {{5 * kMinute, 10 * kDay}}}});
  IngestDay(kDay0);
  // The day is not over: its rollups cannot be built.
  Upkeep(kDay0 + 20 * kHour);
  EXPECT_EQ(One(Series("a")).size(), 288u);
  const UpkeepReport after = Upkeep(kDay0 + kDay + 3 * kHour);
  EXPECT_EQ(after.expiry.waiting, 0u);
  EXPECT_EQ(CountPeriods(store::Level::kHour) + CountPeriods(store::Level::kDay), 0u);
  EXPECT_EQ(CountPeriods(store::Level::k5mSamples), 1u);
  ExpectClean();
  // They stay when everything is looked at again, and go when they are too old.
  Upkeep(kDay0 + 5 * kDay);
  EXPECT_EQ(CountPeriods(store::Level::k5mSamples), 1u);
  Upkeep(kDay0 + 12 * kDay);
  EXPECT_EQ(CountPeriods(store::Level::k5mSamples), 0u);
  EXPECT_EQ(Verify(Read().snapshot())->series, 0u);
  ExpectClean();
}

TEST_F(RetentionStory, DeletedSamplesDoNotComeBackOutOfRollups) {
  Open();
  SetRules({{.selector = "", .raw = {}, .rollups = {{5 * kMinute, {}}, {kHour, {}}}}});
  IngestDay(kDay0);
  Upkeep(kDay0 + 2 * kDay);
  const Points before = One(Series("b"));
  // Half an hour, in the middle of a window.
  const Timestamp from = kDay0 + 10 * kHour + 3 * kMinute;
  const DeleteReport report = Delete("a", {from, from + 30 * kMinute});
  EXPECT_EQ(report.counts.removed.samples, 6u);
  for (int round = 0; round < 2; ++round) {
    size_t left = 0;
    for (const auto& [time, value] : One(Series("a"))) {
      if (model::IsStale(value)) continue;
      EXPECT_TRUE(time < from || time > from + 30 * kMinute) << time;
      ++left;
    }
    EXPECT_EQ(left, 282u);
    EXPECT_EQ(One(Series("b")), before);
    ExpectClean();
    // The windows at the ends are built again of what is left.
    Upkeep(kDay0 + 2 * kDay);
  }
}

TEST_F(RetentionStory, OthersWriteWhileSamplesExpire) {
  Open();
  SetRules({{.selector = R"({__name__="a"})", .raw = kHour, .rollups = {}}});
  for (int day = 0; day < 3; ++day) IngestDay(kDay0 + day * kDay);
  std::atomic<bool> stop = false;
  std::atomic<bool> failed = false;
  std::thread upkeep([&] {
    ManualClock clock(kDay0 + 3 * kDay + kHour);
    while (!stop) {
      const auto report = RunUpkeep(*environment_, clock, {});
      failed = failed || !report.ok();
    }
  });
  // Young samples of the series whose old ones go, and of others that come and go.
  Points young;
  for (int i = 0; i < 60; ++i) {
    const Timestamp time = kDay0 + 3 * kDay + i * kSecond;
    Commit({Scrape(
        time, {{Series("a"), 1.0 * i}, {Series("b"), 1}, {Series("c" + std::to_string(i)), 1}})});
    young.emplace_back(time, i);
  }
  stop = true;
  upkeep.join();
  EXPECT_FALSE(failed);
  ExpectClean();
  // The other may have come to nothing before all was written.
  Upkeep(kDay0 + 3 * kDay + kHour);
  EXPECT_EQ(One(Series("a")), young);
  EXPECT_EQ(One(Series("b")).size(), 3 * 288u + 60);
}

}  // namespace
}  // namespace plumb::maintenance
