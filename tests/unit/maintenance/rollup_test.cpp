// When rollups are built, out of what, and what becomes of them.
#include "maintenance/rollup.h"

#include <random>

#include "maintenance/delete_samples.h"
#include "maintenance/upkeep.h"
#include "rollup_fixture.h"
#include "store/rollup_marks.h"

namespace plumb::maintenance {
namespace {

class RollupStory : public RollupTest {
 protected:
  // One counter and one gauge, every 15 s, the first after `offset`.
  void Fill(Timestamp from, Timestamp to, DurationMs step = 15 * kSecond,
            DurationMs offset = 5 * kSecond) {
    std::vector<store::Block> blocks;
    for (Timestamp t = from + offset; t < to; t += step) {
      const auto n = static_cast<double>((t - kMidnight) / 1000);
      blocks.push_back(Scrape(t, {{kTotal, n}, {kTemperature, std::sin(n / 1000)}}));
    }
    Commit(std::move(blocks));
  }
  size_t Marks() {
    auto txn = environment_->BeginRead();
    return static_cast<size_t>(*(*txn)->Count(environment_->tables().roll));
  }
  bool Built(Timestamp time, const RetentionRules& rules = kBoth) {
    auto snapshot = store::Snapshot::Take(environment_);
    return *AreRollupsBuilt((*snapshot)->state(), rules, 1, time);
  }
  // The points that a tier has of a series, as one column says them.
  Points Tier(const Labels& labels, model::RollupValue value, DurationMs resolution) {
    const auto matcher = *model::Matcher::Make("__name__", model::MatchOp::kEqual,
                                               std::string(labels.metric_name()));
    const model::TimeRange range{model::kMinTime, model::kMaxTime};
    auto set = Read().Select({{matcher}, range, value, resolution});
    EXPECT_TRUE(set.ok());
    Points points;
    for (const auto& batch : (*set)->batches()) {
      const auto columns = (*set)->Read(batch, range);
      EXPECT_TRUE(columns.ok()) << columns.error().message;
      for (const auto& column : *columns)
        for (size_t i = 0; i < column.values.size(); ++i)
          points.emplace_back((*column.times)[i], column.values[i]);
    }
    return points;
  }
  const Labels kTotal{{"__name__", "bytes_total"}};
  const Labels kTemperature{{"__name__", "temperature"}};
};

TEST_F(RollupStory, ADayIsRolledUpWhenItIsOverAndCompacted) {
  SetRules(kBoth);
  Fill(kMidnight, kMidnight + kDay);
  Compact(kMidnight + 23 * kHour + 30 * kMinute);
  EXPECT_EQ(Roll(kMidnight + 23 * kHour + 30 * kMinute).days, 0u);
  EXPECT_FALSE(Built(kMidnight));
  // Over, but its last hour is still in rows.
  EXPECT_EQ(Roll(kMidnight + kDay + kHour).days, 0u);
  Compact(kMidnight + kDay + kHour);
  const RollupReport report = Roll(kMidnight + kDay + kHour);
  EXPECT_EQ(report.days, 1u);
  EXPECT_GT(report.segments, 0u);
  EXPECT_TRUE(report.done);
  EXPECT_TRUE(Built(kMidnight + kHour));
  EXPECT_EQ(Tier(kTemperature, model::RollupValue::kCount, 5 * kMinute).size(), 288u);
  EXPECT_EQ(Tier(kTemperature, model::RollupValue::kCount, kHour)[2],
            (std::pair<Timestamp, double>{kMidnight + 3 * kHour, 240}));
  EXPECT_EQ(Roll(kMidnight + kDay + kHour).days, 0u);
  ExpectClean();
}

TEST_F(RollupStory, ACounterKeepsItsEdgesAndTheTwoSamplesAtAReset) {
  SetRules(kBoth);
  const std::vector<double> values = {10, 11, 12, 13, 3, 4, 5, 6};
  std::vector<store::Block> blocks;
  for (size_t i = 0; i < values.size(); ++i)
    blocks.push_back(
        Scrape(kMidnight + 1000 + static_cast<Timestamp>(i) * kSecond, {{kTotal, values[i]}}));
  Commit(std::move(blocks));
  Compact(kMidnight + 3 * kDay);
  Roll(kMidnight + 3 * kDay);
  std::vector<double> kept;
  for (const auto& point : Tier(kTotal, model::RollupValue::kSamples, 5 * kMinute))
    kept.push_back(point.second);
  EXPECT_EQ(kept, (std::vector<double>{10, 13, 3, 6}));
  ExpectClean();
}

TEST_F(RollupStory, LateSamplesRollTheirDayUpAgain) {
  SetRules(kBoth);
  Fill(kMidnight, kMidnight + kDay);
  Compact(kMidnight + 2 * kDay);
  Roll(kMidnight + 2 * kDay);
  Commit({Scrape(kMidnight + 10 * kHour + 7 * kSecond, {{kTotal, 36007}, {kTemperature, 99}})});
  EXPECT_FALSE(Built(kMidnight));
  Compact(kMidnight + 3 * kDay);
  EXPECT_FALSE(Built(kMidnight));
  EXPECT_EQ(Roll(kMidnight + 3 * kDay).days, 1u);
  EXPECT_TRUE(Built(kMidnight));
  EXPECT_EQ(Tier(kTemperature, model::RollupValue::kMax, kHour)[10].second, 99);
  EXPECT_EQ(Tier(kTemperature, model::RollupValue::kCount, kHour)[10].second, 241);
  EXPECT_EQ(Tier(kTemperature, model::RollupValue::kCount, kHour)[11].second, 240);
  ExpectClean();
}

// The window (23:55, 24:00] has a sample that lies in the next day's segments.
TEST_F(RollupStory, ASampleAtMidnightIsOfTheDayBefore) {
  SetRules(kBoth);
  Fill(kMidnight, kMidnight + kDay);
  Compact(kMidnight + kDay + kHour);
  Roll(kMidnight + kDay + kHour);
  const Timestamp midnight = kMidnight + kDay;
  EXPECT_EQ(Tier(kTotal, model::RollupValue::kCount, kHour).back(),
            (std::pair<Timestamp, double>{midnight, 240}));
  Fill(midnight, midnight + kHour, 15 * kSecond, 0);
  Compact(midnight + kDay / 2);
  EXPECT_FALSE(Built(kMidnight));
  EXPECT_EQ(Roll(midnight + kDay / 2).days, 1u);
  EXPECT_EQ(Tier(kTotal, model::RollupValue::kCount, kHour).back(),
            (std::pair<Timestamp, double>{midnight, 241}));
  ExpectClean();
}

// Otherwise what comes late would take the place of everything.
TEST_F(RollupStory, LateSamplesOfADayThatIsGoneLeaveItsRollups) {
  SetRules(kBoth);
  Fill(kMidnight, kMidnight + kDay);
  Compact(kMidnight + 2 * kDay);
  Roll(kMidnight + 2 * kDay);
  const Points before = Tier(kTemperature, model::RollupValue::kSum, 5 * kMinute);
  DropRaw(kMidnight + kDay);
  Commit({Scrape(kMidnight + 10 * kHour + 7 * kSecond, {{kTotal, 36007}, {kTemperature, 99}})});
  Compact(kMidnight + 3 * kDay);
  EXPECT_EQ(Roll(kMidnight + 3 * kDay).days, 1u);
  EXPECT_EQ(Tier(kTemperature, model::RollupValue::kSum, 5 * kMinute), before);
  ExpectClean();
}

TEST_F(RollupStory, RulesSayWhatIsRolledUp) {
  SetRules({{.selector = "bytes_total", .rollups = {{kHour, std::nullopt}}},
            {.selector = "", .rollups = {{5 * kMinute, std::nullopt}}}});
  Fill(kMidnight, kMidnight + kDay);
  Compact(kMidnight + 2 * kDay);
  EXPECT_EQ(Roll(kMidnight + 2 * kDay).days, 1u);
  EXPECT_TRUE(Tier(kTotal, model::RollupValue::kCount, 5 * kMinute).empty());
  EXPECT_FALSE(Tier(kTotal, model::RollupValue::kCount, kHour).empty());
  EXPECT_FALSE(Tier(kTemperature, model::RollupValue::kCount, 5 * kMinute).empty());
  EXPECT_TRUE(Tier(kTemperature, model::RollupValue::kCount, kHour).empty());
  // Others: everything that there is is looked at again.
  SetRules(kBoth);
  EXPECT_FALSE(Built(kMidnight));
  EXPECT_EQ(Roll(kMidnight + 2 * kDay).days, 1u);
  EXPECT_TRUE(Built(kMidnight));
  EXPECT_FALSE(Tier(kTotal, model::RollupValue::kCount, 5 * kMinute).empty());
  // None: nothing is kept account of.
  SetRules({});
  Fill(kMidnight + kDay, kMidnight + 2 * kDay);
  Compact(kMidnight + 3 * kDay);
  EXPECT_EQ(Roll(kMidnight + 3 * kDay).days, 0u);
  EXPECT_EQ(Marks(), 0u);
  EXPECT_TRUE(Built(kMidnight, {}));
  ExpectClean();
}

TEST_F(RollupStory, WithoutRulesNothingChanges) {
  Fill(kMidnight, kMidnight + kDay);
  Compact(kMidnight + 2 * kDay);
  EXPECT_EQ(Roll(kMidnight + 2 * kDay).days, 0u);
  EXPECT_EQ(Marks(), 0u);
  Open();
  EXPECT_EQ(environment_->record().features.ro_compat, 0u);
}

TEST_F(RollupStory, OlderProgramsMayReadButNotWrite) {
  SetRules(kBoth);
  Fill(kMidnight, kMidnight + kDay);
  Compact(kMidnight + 2 * kDay);
  Roll(kMidnight + 2 * kDay);
  Open();
  EXPECT_EQ(environment_->record().features.ro_compat, store::kFeatureRollups);
}

TEST_F(RollupStory, ABudgetIsKeptButForTheFirst) {
  SetRules(kBoth);
  Fill(kMidnight, kMidnight + 3 * kDay, kMinute);
  Compact(kMidnight + 4 * kDay);
  for (int left = 2; left >= 0; --left) {
    ManualClock clock(kMidnight + 4 * kDay);
    const auto report = RollUp(*environment_, clock, {.time = 0});
    EXPECT_EQ(report->days, 1u);
    EXPECT_EQ(report->done, left == 0);
  }
  EXPECT_EQ(Roll(kMidnight + 4 * kDay).days, 0u);
  ExpectClean();
}

TEST_F(RollupStory, OthersThatWriteAreNotHeldUp) {
  SetRules(kBoth);
  Fill(kMidnight, kMidnight + kDay);
  Compact(kMidnight + 2 * kDay);
  auto other = store::LockFile::Open(Path() + "/plumb.lock");
  ASSERT_TRUE((*other)->Acquire(store::LockByte::kWriter, 0).ok());
  ManualClock clock(kMidnight + 2 * kDay);
  const auto report = RollUp(*environment_, clock, {.patience = 0});
  EXPECT_EQ(report->days, 0u);
  EXPECT_FALSE(report->done);
}

TEST_F(RollupStory, AWeekOfHoursIsOneSegmentOfEachKind) {
  SetRules(kBoth);
  const Timestamp thursday = kMidnight;  // 2026-11-19: weeks begin as 1970 did
  for (int day = 0; day < 7; ++day) {
    Fill(thursday + day * kDay, thursday + (day + 1) * kDay, kMinute);
    Compact(thursday + (day + 1) * kDay + 2 * kHour);
    EXPECT_GE(Roll(thursday + (day + 1) * kDay + 2 * kHour).days, 1u);
  }
  auto snapshot = store::Snapshot::Take(environment_);
  const auto state = (*snapshot)->state();
  EXPECT_EQ(*store::FindPeriodFrom(state, store::Level::k1hCount, 1, thursday), thursday);
  EXPECT_EQ(*store::FindPeriodFrom(state, store::Level::k1hCount, 1, thursday + 1), std::nullopt);
  EXPECT_EQ(Tier(kTotal, model::RollupValue::kCount, kHour).size(), 168u);
  EXPECT_EQ(*store::FindPeriodFrom(state, store::Level::k5mCount, 1, thursday + 1),
            thursday + kDay);
  ExpectClean();
}

// Series with times of their own, in a target with spread rows.
TEST_F(RollupStory, SamplesWithTheirOwnTimes) {
  SetRules(kBoth);
  std::mt19937_64 random(3);
  std::vector<store::Block> blocks;
  for (Timestamp t = kMidnight; t < kMidnight + kDay; t += 30 * kSecond) {
    std::vector<In> samples{{kTemperature, static_cast<double>(random() % 100)}};
    samples.push_back({kTotal, static_cast<double>((t - kMidnight) / 1000),
                       t - static_cast<Timestamp>(random() % 20'000)});
    blocks.push_back(Scrape(t, samples));
  }
  Commit(std::move(blocks));
  Compact(kMidnight + 2 * kDay);
  Roll(kMidnight + 2 * kDay);
  ExpectClean();
  for (const std::string text :
       {"count_over_time(bytes_total[5m])", "max_over_time(bytes_total[5m])",
        "count_over_time(temperature[5m])", "rate(bytes_total[5m])"}) {
    const Timestamp start = kMidnight + kHour;
    const Timestamp end = kMidnight + kDay;
    ExpectClose(ByLabels(Ask(text, start, end, 5 * kMinute, 5 * kMinute)),
                ByLabels(Ask(text, start, end, 5 * kMinute, 0)), 1e-12, text);
  }
}

TEST_F(RollupStory, ASeriesUnderTwoTargets) {
  SetRules(kBoth);
  std::vector<store::Block> blocks;
  for (Timestamp t = kMidnight; t < kMidnight + kDay; t += 30 * kSecond) {
    const auto value = static_cast<double>((t - kMidnight) / 1000);
    // It moves in the middle of a window.
    if (t < kMidnight + 12 * kHour + 2 * kMinute)
      blocks.push_back(Scrape(t, {{kTotal, value}, {kTemperature, value}}));
    else
      blocks.push_back(Loose({{kTotal, value, t}, {kTemperature, value, t}}, {"node", "web2", ""}));
  }
  Commit(std::move(blocks));
  Compact(kMidnight + 2 * kDay);
  EXPECT_EQ(Roll(kMidnight + 2 * kDay).days, 3u);  // and the day before, by its midnight
  ExpectClean();
  for (const std::string text :
       {"count_over_time(bytes_total[5m])", "max_over_time(temperature[5m])",
        "avg_over_time(temperature[5m])", "increase(bytes_total[5m])"}) {
    const Timestamp start = kMidnight + kHour;
    const Timestamp end = kMidnight + kDay;
    ExpectClose(ByLabels(Ask(text, start, end, 5 * kMinute, 5 * kMinute)),
                ByLabels(Ask(text, start, end, 5 * kMinute, 0)), 1e-12, text);
  }
}

// Hourly rollups are further apart than five minutes.
TEST_F(RollupStory, TheLookbackReachesFromOneRollupToTheNext) {
  SetRules({{.selector = "", .rollups = {{kHour, std::nullopt}}}});
  Fill(kMidnight, kMidnight + 2 * kDay);
  Compact(kMidnight + 3 * kDay);
  Roll(kMidnight + 3 * kDay);
  DropRaw(kMidnight + kDay);
  const auto all = Ask("temperature", kMidnight + 2 * kHour, kMidnight + 2 * kDay - kMinute,
                       10 * kMinute, std::nullopt);
  ASSERT_EQ(all.series.size(), 1u);
  EXPECT_EQ(all.series[0].times.size(), 276u);
  // Samples are not looked for further back than before.
  Close();
  Open();
  EXPECT_EQ(Ask("temperature", kMidnight + 2 * kDay + 4 * kMinute, kMidnight + 2 * kDay + kHour,
                kMinute, std::nullopt)
                .series[0]
                .times.size(),
            1u);
}

TEST_F(RollupStory, NativeHistogramsGrowAsTheyDid) {
  SetRules(kBoth);
  std::mt19937_64 random(5);
  const Labels latency{{"__name__", "latency"}};
  model::Histogram histogram;
  histogram.schema = 2;
  histogram.positive_spans = {{.offset = 0, .length = 4}};
  histogram.positive_buckets = {0, 0, 0, 0};
  std::vector<store::Block> blocks;
  std::vector<std::unique_ptr<model::Histogram>> made;
  for (Timestamp t = kMidnight + kSecond; t < kMidnight + kDay; t += 30 * kSecond) {
    if (random() % 300 == 0) histogram.positive_buckets = {0, 0, 0, 0};
    histogram.count = 0;
    for (double& bucket : histogram.positive_buckets) {
      bucket += static_cast<double>(random() % 5);
      histogram.count += bucket;
    }
    histogram.sum = histogram.count / 4;
    made.push_back(std::make_unique<model::Histogram>(histogram));
    blocks.push_back(Scrape(t, {{latency, 0, std::nullopt, made.back().get()}}));
  }
  Commit(std::move(blocks));
  Compact(kMidnight + 2 * kDay);
  Roll(kMidnight + 2 * kDay);
  ExpectClean();
  for (const std::string text :
       {"histogram_count(rate(latency[1h]))", "histogram_quantile(0.9, increase(latency[1h]))",
        "count_over_time(latency[1h])", "histogram_sum(latency)"}) {
    const Timestamp start = kMidnight + kHour;
    const Timestamp end = kMidnight + kDay;
    const Answer wanted = ByLabels(Ask(text, start, end, kHour, 0));
    ASSERT_EQ(wanted.size(), 1u);
    for (const DurationMs tier : {5 * kMinute, kHour})
      ExpectClose(ByLabels(Ask(text, start, end, kHour, tier)), wanted, 1e-12, text);
  }
}

// Compaction, rollups and expiry as cron runs them, day by day.
TEST_F(RollupStory, SamplesGoWhenTheirRollupsAreThere) {
  SetRules({{.selector = "",
             .raw = 2 * kDay,
             .rollups = {{5 * kMinute, 4 * kDay}, {kHour, std::nullopt}}}});
  const Timestamp end = kMidnight + 9 * kDay;
  for (Timestamp day = kMidnight; day < end; day += kDay) {
    Fill(day, day + kDay, kMinute);
    ManualClock clock(day + kDay + kHour);
    const auto report = RunUpkeep(*environment_, clock, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE(report->done());
    EXPECT_EQ(report->expiry.waiting, 0u);
    ExpectClean();
  }
  const auto first = [&](std::optional<DurationMs> tier) {
    const auto answer =
        Ask("count_over_time(temperature[1h])", kMidnight + kHour, end, kHour, tier);
    return answer.series.empty() ? Timestamp{0} : answer.series[0].times.front();
  };
  // An hour was over since: samples go by hours, rollups of 5 minutes by days.
  EXPECT_EQ(first(0), end - 2 * kDay + 2 * kHour);
  EXPECT_EQ(first(5 * kMinute), end - 4 * kDay + kHour);
  // Of hours whole weeks go, and these are kept for ever.
  EXPECT_EQ(first(kHour), kMidnight + kHour);
  const auto all =
      Ask("count_over_time(temperature[1h])", kMidnight + kHour, end, kHour, std::nullopt);
  ASSERT_EQ(all.series[0].times.size(), 216u);
  for (const double count : all.series[0].values) EXPECT_EQ(count, 60);
  EXPECT_EQ(all.rollups, (std::vector<model::RollupSpan>{{kHour, end - 4 * kDay},
                                                         {5 * kMinute, end - 2 * kDay + kHour}}));
}

TEST_F(RollupStory, DeletedSamplesAreNotInRollups) {
  SetRules(kBoth);
  Fill(kMidnight, kMidnight + kDay, kMinute);
  Compact(kMidnight + 2 * kDay);
  Roll(kMidnight + 2 * kDay);
  // From the middle of a window of 5 minutes to the middle of another.
  const model::TimeRange range{kMidnight + kHour + 2 * kMinute,
                               kMidnight + 3 * kHour + 32 * kMinute};
  ManualClock clock(kMidnight + 2 * kDay);
  const auto matcher = *model::Matcher::Make("__name__", model::MatchOp::kEqual, "temperature");
  ASSERT_TRUE(DeleteSamples(*environment_, clock, {{matcher}, range}).ok());
  ExpectClean();
  EXPECT_FALSE(Built(kMidnight));
  for (const std::string count :
       {"count_over_time(temperature[5m])", "count_over_time(bytes_total[5m])"})
    ExpectClose(
        ByLabels(Ask(count, kMidnight + kHour, kMidnight + kDay, 5 * kMinute, std::nullopt)),
        ByLabels(Ask(count, kMidnight + kHour, kMidnight + kDay, 5 * kMinute, 0)), 0, count);
  EXPECT_EQ(Roll(kMidnight + 2 * kDay).days, 1u);
  for (const DurationMs tier : {5 * kMinute, kHour})
    for (const std::string name : {"temperature", "bytes_total"}) {
      const std::string count = "count_over_time(" + name + "[" + FormatDuration(tier) + "])";
      ExpectClose(ByLabels(Ask(count, kMidnight + kHour, kMidnight + kDay, tier, tier)),
                  ByLabels(Ask(count, kMidnight + kHour, kMidnight + kDay, tier, 0)), 0, count);
    }
}

}  // namespace
}  // namespace plumb::maintenance
