#include "store/series_maker.h"

#include <random>

#include "store_fixture.h"

namespace plumb::store {
namespace {

using SeriesMakerTest = StoreFixture;

TEST_F(SeriesMakerTest, SetsThatAreWantedTwiceAreOneSeries) {
  Open();
  auto write = environment_->BeginWrite();
  ASSERT_TRUE(write.ok());
  const Tables& tables = environment_->tables();
  Dictionary dictionary(tables);
  SeriesTable series(tables, dictionary);
  SeriesMaker maker(tables, dictionary, series);
  PostingsAppender postings;
  NextIds next;
  const Labels a{{"__name__", "a"}, {"long", std::string(600, 'l')}};
  const Labels b{{"__name__", "b"}};
  std::vector<SeriesMaker::Wanted> wanted{{.labels = a.bytes(), .target = 3},
                                          {.labels = b.bytes(), .target = 4},
                                          {.labels = a.bytes(), .target = 5}};
  ASSERT_TRUE(maker.FindOrAdd(*write->txn, wanted, next, postings).ok());
  EXPECT_EQ(wanted[0].id, 1u);
  EXPECT_EQ(wanted[1].id, 2u);
  EXPECT_EQ(wanted[2].id, 1u);
  EXPECT_TRUE(wanted[0].added);
  EXPECT_FALSE(wanted[2].added);
  EXPECT_EQ(next.series, 3u);
  EXPECT_EQ(series.Load(*write->txn, 1)->targets, std::vector<TargetId>{3});
  EXPECT_EQ(*series.Find(*write->txn, a), 1u);
  // Again, with nothing remembered.
  dictionary.Forget();
  series.Forget();
  for (auto& one : wanted) one.id = 0;
  ASSERT_TRUE(maker.FindOrAdd(*write->txn, wanted, next, postings).ok());
  EXPECT_EQ(wanted[1].id, 2u);
  EXPECT_EQ(wanted[2].id, 1u);
  EXPECT_EQ(next.series, 3u);
}

TEST_F(SeriesMakerTest, ManyInManyPortionsAreFoundAgainAndVerify) {
  Open();
  std::mt19937 random(3);
  std::vector<Labels> all;
  for (int portion = 0; portion < 8; ++portion) {
    std::vector<In> samples;
    for (int i = 0; i < 1500; ++i) {
      if (!all.empty() && random() % 3 == 0) {
        samples.push_back({all[random() % all.size()], 1, 1000 + portion});
        continue;
      }
      all.push_back({{"__name__", "m" + std::to_string(random() % 9)},
                     {"id", std::to_string(random())},
                     {"instance", "i" + std::to_string(random() % 20)},
                     {"job", "j"}});
      samples.push_back({all.back(), 1, 1000 + portion});
    }
    Commit({Loose(samples)});
    if (portion % 2 == 0) Open();  // a writer that knows nothing
  }
  ExpectClean();
  Snapshot& snapshot = Read().snapshot();
  for (const Labels& labels : all) {
    const SeriesId id = *snapshot.series.Find(*snapshot.txn, labels);
    ASSERT_NE(id, 0u);
    EXPECT_EQ(*snapshot.series.LabelsOf(*snapshot.txn, *snapshot.series.Load(*snapshot.txn, id)),
              labels);
  }
}

TEST_F(SeriesMakerTest, KeysOfATargetStandTogether) {
  const Labels a{{"__name__", "a"}, {"instance", "x"}, {"job", "j"}};
  const Labels b{{"__name__", "b"}, {"instance", "x"}, {"job", "j"}};
  const Labels c{{"__name__", "a"}, {"instance", "y"}, {"job", "j"}};
  const auto group = [](const Labels& labels) {
    return SeriesHashKey(labels.bytes()).substr(0, 4);
  };
  EXPECT_EQ(group(a), group(b));
  EXPECT_NE(group(a), group(c));
  EXPECT_NE(SeriesHashKey(a.bytes()), SeriesHashKey(b.bytes()));
}

}  // namespace
}  // namespace plumb::store
