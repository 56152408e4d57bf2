// Where series end: only between consecutive complete scrapes, or by a failed one.
#include "store/reader.h"
#include "store_fixture.h"

namespace plumb::store {
namespace {

class StalenessTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Open();
  }
  // The times at which the series has a stale marker.
  std::vector<Timestamp> Ends(const Labels& labels,
                              model::TimeRange range = {model::kMinTime, model::kMaxTime}) {
    std::vector<Timestamp> ends;
    for (const auto& [time, value] : One(labels, range))
      if (model::IsStale(value)) ends.push_back(time);
    return ends;
  }
  Block Failed(Timestamp time) {
    Block block = Scrape(time, {{kUp, 0}});
    block.failed = true;
    return block;
  }
  const Labels kUp{{"__name__", "up"}};
  const Labels kA{{"__name__", "a"}};
  const Labels kB{{"__name__", "b"}};
  using Times = std::vector<Timestamp>;
};

TEST_F(StalenessTest, ASeriesEndsWhenTheNextCompleteScrapeLacksIt) {
  Commit({Scrape(1000, {{kUp, 1}, {kA, 1}}), Scrape(2000, {{kUp, 1}}), Scrape(3000, {{kUp, 1}})});
  EXPECT_EQ(Ends(kA), Times{2000});
  EXPECT_EQ(Ends(kUp), Times{});
}

TEST_F(StalenessTest, ACutScrapeEndsNothing) {
  Commit({Scrape(1000, {{kUp, 1}, {kA, 1}}), Scrape(2000, {{kUp, 1}}, false),
          Scrape(3000, {{kUp, 1}})});
  EXPECT_EQ(Ends(kA), Times{});
}

TEST_F(StalenessTest, AfterACutScrapeNothingEndsEither) {
  Commit({Scrape(1000, {{kUp, 1}, {kA, 1}}, false), Scrape(2000, {{kUp, 1}})});
  EXPECT_EQ(Ends(kA), Times{});
}

TEST_F(StalenessTest, AFailedScrapeEndsAllThatItLacks) {
  Commit({Scrape(1000, {{kUp, 1}, {kA, 1}, {kB, 1}}), Scrape(2000, {{kUp, 1}, {kA, 1}}, false),
          Failed(3000), Failed(4000), Scrape(5000, {{kUp, 1}, {kA, 2}})});
  EXPECT_EQ(Ends(kA), Times{3000});
  EXPECT_EQ(Ends(kB), Times{3000});
  EXPECT_EQ(Ends(kUp), Times{});
  EXPECT_EQ(One(kA).back(), (std::pair<Timestamp, double>{5000, 2}));
}

TEST_F(StalenessTest, TheAnswerDoesNotDependOnWhereTheRangeBegins) {
  Commit({Scrape(1000, {{kUp, 1}, {kA, 1}}), Scrape(2000, {{kUp, 1}}, false),
          Scrape(3000, {{kUp, 1}}, false), Failed(4000), Scrape(5000, {{kUp, 1}, {kA, 1}}),
          Scrape(6000, {{kUp, 1}})});
  EXPECT_EQ(Ends(kA), (Times{4000, 6000}));
  for (Timestamp from = 0; from <= 6000; from += 500) {
    Times expected;
    for (const Timestamp t : {4000, 6000})
      if (t >= from) expected.push_back(t);
    EXPECT_EQ(Ends(kA, {from, 10'000}), expected) << from;
  }
}

TEST_F(StalenessTest, SamplesWithTheirOwnTimeAreExempt) {
  Commit(
      {Scrape(1000, {{kUp, 1}, {kA, 1, 900}}), Scrape(2000, {{kUp, 1}}), Scrape(3000, {{kUp, 1}})});
  EXPECT_EQ(Ends(kA), Times{});
  EXPECT_EQ(One(kA), (Points{{900, 1}}));
}

TEST_F(StalenessTest, OwnTimesThatMeetAnotherScrapeAreExemptToo) {
  Commit({Scrape(1000, {{kUp, 1}}), Scrape(2000, {{kUp, 1}, {kA, 1, 1000}}),
          Scrape(3000, {{kUp, 1}})});
  EXPECT_EQ(Ends(kA), Times{});
}

TEST_F(StalenessTest, LooseInputEndsNothing) {
  Commit({Loose({{kUp, 1, 1000}, {kA, 1, 1000}}), Loose({{kUp, 1, 2000}})});
  EXPECT_EQ(Ends(kA), Times{});
}

TEST_F(StalenessTest, ExplicitMarkersAreKept) {
  Commit({Loose({{kA, 1, 1000}, {kA, model::StaleMarker(), 2000}})});
  EXPECT_EQ(Ends(kA), Times{2000});
}

TEST_F(StalenessTest, TheSameScrapeAgainMayCompleteIt) {
  Commit({Scrape(1000, {{kUp, 1}, {kA, 1}})});
  Commit({Scrape(2000, {{kUp, 1}}, false)});
  EXPECT_EQ(Ends(kA), Times{});
  Commit({Scrape(2000, {{kUp, 1}, {kB, 1}})});
  EXPECT_EQ(Ends(kA), Times{2000});
  EXPECT_EQ(One(kB), (Points{{2000, 1}}));
  ExpectClean();
}

TEST_F(StalenessTest, ASampleElsewhereGoesBeforeADerivedEnd) {
  Commit({Scrape(1000, {{kUp, 1}, {kA, 1}}), Scrape(2000, {{kUp, 1}}),
          Loose({{kA, 7, 2000}, {kA, 8, 2500}})});
  EXPECT_EQ(One(kA), (Points{{1000, 1}, {2000, 7}, {2500, 8}}));
}

TEST_F(StalenessTest, AScrapeWithoutASampleIsOneToo) {
  Commit({Scrape(1000, {{kA, 1}}), Scrape(2000, {})});
  EXPECT_EQ(Ends(kA), Times{2000});
  ExpectClean();
}

TEST_F(StalenessTest, HolesInALayoutCountAsAbsence) {
  std::vector<In> all;
  for (int i = 0; i < 30; ++i)
    all.push_back({Labels{{"__name__", "m"}, {"i", std::to_string(i)}}, 1});
  Commit({Scrape(1000, all), Scrape(2000, {all.begin() + 1, all.end()}), Scrape(3000, all)});
  EXPECT_EQ(Ends(all[0].labels), Times{2000});
  EXPECT_EQ(One(all[0].labels).size(), 3u);
  EXPECT_EQ(Ends(all[5].labels), Times{});
}

TEST_F(StalenessTest, SeriesOfOneScrapeShareTheirTimes) {
  Commit({Scrape(1000, {{kUp, 1}, {kA, 1}, {kB, 1}}), Scrape(2000, {{kUp, 1}, {kA, 1}, {kB, 2}})});
  auto set = Read().Select({{}, {model::kMinTime, model::kMaxTime}});
  ASSERT_TRUE(set.ok());
  ASSERT_EQ((*set)->batches().size(), 1u);
  EXPECT_EQ((*set)->batches()[0].interval, 1000);
  auto columns = (*set)->Read((*set)->batches()[0], {model::kMinTime, model::kMaxTime});
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ((*columns)[0].times, (*columns)[1].times);
  EXPECT_EQ((*columns)[0].times, (*columns)[2].times);
}

}  // namespace
}  // namespace plumb::store
