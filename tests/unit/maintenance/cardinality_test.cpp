#include "maintenance/cardinality.h"

#include "../store/store_fixture.h"

namespace plumb::maintenance {
namespace {

using store::StoreFixture;

constexpr Timestamp kStart = 1'795'046'400'000;

class CardinalityTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Open();
  }
  // `count` series of a metric, each with a path of its own.
  void Add(const std::string& metric, int count, Timestamp time = kStart, int first = 0) {
    std::vector<In> samples;
    for (int i = first; i < first + count; ++i)
      samples.push_back({model::Labels{{"__name__", metric},
                                       {"path", "/" + std::to_string(i)},
                                       {"zone", i % 2 == 0 ? "even" : "odd"}},
                         1});
    Commit({Scrape(time, samples)});
  }
  TopReport Top(const TopRequest& request) {
    const auto report = FindTop(Read().snapshot(), request);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : TopReport{};
  }
  static model::Matchers Zone(const std::string& zone) {
    return {*model::Matcher::Make("zone", model::MatchOp::kEqual, zone)};
  }
};

TEST_F(CardinalityTest, MetricsBySeries) {
  Add("small", 2);
  Add("large", 5);
  const TopReport report = Top({.by = TopBy::kMetric});
  EXPECT_EQ(report.series, 7u);
  EXPECT_EQ(report.entries, 2u);
  ASSERT_EQ(report.top.size(), 2u);
  EXPECT_EQ(report.top[0].name, "large");
  EXPECT_EQ(report.top[0].series, 5u);
  EXPECT_EQ(report.top[1].name, "small");
  EXPECT_EQ(Top({.by = TopBy::kMetric, .limit = 1}).top.size(), 1u);
  EXPECT_EQ(Top({.by = TopBy::kMetric, .limit = 1}).entries, 2u);
  EXPECT_EQ(Top({.by = TopBy::kMetric, .limit = 0}).top.size(), 2u);
}

TEST_F(CardinalityTest, LabelsByValues) {
  Add("m", 10);
  const TopReport report = Top({.by = TopBy::kLabel});
  ASSERT_EQ(report.top.size(), 3u);
  EXPECT_EQ(report.top[0].name, "path");
  EXPECT_EQ(report.top[0].values, 10u);
  EXPECT_EQ(report.top[0].value_bytes, 20u);
  EXPECT_EQ(report.top[0].series, 10u);
  EXPECT_EQ(report.top[1].name, "zone");
  EXPECT_EQ(report.top[1].values, 2u);
  EXPECT_EQ(report.top[1].value_bytes, 7u);
}

TEST_F(CardinalityTest, PairsAndValuesOfALabel) {
  Add("m", 5);
  const TopReport pairs = Top({.by = TopBy::kPair, .limit = 2});
  ASSERT_EQ(pairs.top.size(), 2u);
  EXPECT_EQ(pairs.top[0].value, "m");
  EXPECT_EQ(pairs.top[1].name, "zone");
  EXPECT_EQ(pairs.top[1].value, "even");
  EXPECT_EQ(pairs.top[1].series, 3u);
  const TopReport values = Top({.by = TopBy::kValue, .label = "zone"});
  ASSERT_EQ(values.top.size(), 2u);
  EXPECT_EQ(values.top[1].value, "odd");
  EXPECT_EQ(values.top[1].series, 2u);
  EXPECT_TRUE(Top({.by = TopBy::kValue, .label = "nothing"}).top.empty());
}

TEST_F(CardinalityTest, ASelectorCountsItsSeriesOnly) {
  Add("a", 10);
  Add("b", 3);
  const TopReport report = Top({.by = TopBy::kMetric, .matchers = Zone("odd")});
  EXPECT_EQ(report.series, 6u);
  ASSERT_EQ(report.top.size(), 2u);
  EXPECT_EQ(report.top[0].series, 5u);
  EXPECT_EQ(report.top[1].series, 1u);
  EXPECT_EQ(Top({.by = TopBy::kLabel, .matchers = Zone("odd")}).top[0].values, 5u);
  EXPECT_EQ(Top({.by = TopBy::kMetric, .matchers = Zone("gone")}).series, 0u);
}

TEST_F(CardinalityTest, TellsWhatIsNew) {
  Add("m", 10, kStart);
  Add("m", 4, kStart + 2 * kDay, 8);  // two of them are there already
  Add("n", 1, kStart + 2 * kDay);
  const TopRequest request{.by = TopBy::kMetric, .since = kStart + kDay};
  for (const bool compacted : {false, true}) {
    if (compacted) {
      ManualClock clock(kStart + 10 * kDay);
      ASSERT_TRUE(CompactDue(*environment_, clock, {.late = store::LateRows::kAny}).ok());
    }
    const TopReport report = Top(request);
    EXPECT_EQ(report.series, 13u);
    EXPECT_EQ(report.fresh, 3u);
    EXPECT_EQ(report.top[0].fresh, 2u);
    EXPECT_EQ(report.top[1].fresh, 1u);
  }
  EXPECT_EQ(Top({.by = TopBy::kMetric, .since = kStart - 1}).fresh, 13u);
  TopRequest odd = request;
  odd.matchers = Zone("odd");
  EXPECT_EQ(Top(odd).fresh, 1u);
  EXPECT_EQ(Top(odd).top[0].fresh, 1u);
}

TEST_F(CardinalityTest, TheTableSaysItInColumns) {
  Add("m", 3);
  const auto table = [this](TopBy by) { return TopTable(Top({.by = by, .limit = 1}), by); };
  EXPECT_EQ(table(TopBy::kMetric).rows[0], (std::vector<std::string>{"m", "3", "100.0", "3"}));
  EXPECT_EQ(table(TopBy::kLabel).rows[0],
            (std::vector<std::string>{"path", "3", "6", "3", "100.0"}));
  EXPECT_EQ(table(TopBy::kPair).rows[0], (std::vector<std::string>{"__name__", "m", "3", "100.0"}));
  for (const TopBy by : {TopBy::kMetric, TopBy::kLabel, TopBy::kPair, TopBy::kValue})
    EXPECT_FALSE(TopTable({}, by).columns.empty());
}

TEST_F(CardinalityTest, AnEmptyStoreHasNothing) {
  for (const TopBy by : {TopBy::kMetric, TopBy::kLabel, TopBy::kPair}) {
    EXPECT_EQ(Top({.by = by}).series, 0u);
    EXPECT_TRUE(Top({.by = by}).top.empty());
  }
}

}  // namespace
}  // namespace plumb::maintenance
