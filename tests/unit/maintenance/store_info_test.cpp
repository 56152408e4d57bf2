#include "maintenance/store_info.h"

#include "../store/store_fixture.h"
#include "maintenance/upkeep.h"

namespace plumb::maintenance {
namespace {

constexpr Timestamp kStart = 1'795'046'400'000;

class StoreInfoTest : public store::StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Open();
  }
  void Fill(Timestamp from, int count) {
    std::vector<store::Block> blocks;
    for (int i = 0; i < count; ++i)
      blocks.push_back(Scrape(from + i * 15 * kSecond,
                              {{model::Labels{{"__name__", "up"}, {"job", "node"}}, 1},
                               {model::Labels{{"__name__", "load"}, {"job", "node"}}, i / 4.0}}));
    Commit(std::move(blocks));
  }
  StoreInfo Info(Timestamp now) {
    const auto info = CollectInfo(environment_, now);
    EXPECT_TRUE(info.ok()) << info.error().message;
    return info.ok() ? *info : StoreInfo{};
  }
};

TEST_F(StoreInfoTest, CountsAndTimes) {
  Fill(kStart, 300);
  const StoreInfo info = Info(kStart + kHour + 15 * kMinute);
  EXPECT_EQ(info.path, Path());
  EXPECT_EQ(info.uuid.size(), 36u);
  EXPECT_EQ(info.uuid[14], '4');
  EXPECT_EQ(info.sample_count(), 600u);
  ASSERT_TRUE(info.extent.has_value());
  EXPECT_EQ(info.extent->oldest, kStart);
  EXPECT_EQ(info.extent->newest, kStart + 299 * 15 * kSecond);
  EXPECT_EQ(info.targets, 1u);
  EXPECT_EQ(info.series, 2u);
  EXPECT_EQ(info.metrics, 2u);
  EXPECT_EQ(info.label_names, 2u);
  EXPECT_EQ(info.label_values, 3u);
  EXPECT_EQ(info.rows, 300u);
}

TEST_F(StoreInfoTest, SaysWhatWaitsUntilItIsDone) {
  Fill(kStart, 300);
  const Timestamp now = kStart + kHour + 15 * kMinute;
  EXPECT_EQ(Info(now).due_targets, 1u);
  EXPECT_EQ(Info(now).due_since, kStart);
  EXPECT_FALSE(Info(now).oldest_open.has_value());
  ManualClock clock(now);
  const auto report = RunUpkeep(*environment_, clock, {});
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->done());
  EXPECT_EQ(report->compaction.rows, 240u);
  EXPECT_EQ(Info(now).due_targets, 0u);
  EXPECT_FALSE(Info(now).due_since.has_value());
  EXPECT_EQ(Info(now).oldest_open, kStart + kHour);
  EXPECT_EQ(Info(now).samples.in_segments, 480u);
}

TEST_F(StoreInfoTest, AnEmptyStore) {
  const StoreInfo info = Info(kStart);
  EXPECT_EQ(info.sample_count(), 0u);
  EXPECT_FALSE(info.extent.has_value());
  EXPECT_EQ(info.metrics, 0u);
}

}  // namespace
}  // namespace plumb::maintenance
