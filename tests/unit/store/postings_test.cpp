#include "store/postings.h"

#include <random>

#include "store_fixture.h"

namespace plumb::store {
namespace {

using PostingsTest = StoreFixture;

TEST_F(PostingsTest, GrowInAnyPortionsAndComeBackWhole) {
  Open();
  auto write = environment_->BeginWrite();
  ASSERT_TRUE(write.ok());
  std::mt19937 random(11);
  std::vector<std::vector<SeriesId>> expected(4);
  SeriesId next = 1;
  for (int portion = 0; portion < 300; ++portion) {
    PostingsAppender appender;
    for (int i = 0; i < 200; ++i) {
      const auto value = static_cast<SymbolId>(random() % 4);
      appender.Add(value + 1, next);
      expected[value].push_back(next);
      // Runs, small gaps and large ones.
      next += static_cast<SeriesId>(random() % 5 == 0 ? 1 + random() % 100'000 : 1);
    }
    ASSERT_TRUE(appender.Flush(*write->txn, environment_->tables()).ok());
  }
  for (SymbolId value = 1; value <= 4; ++value) {
    std::vector<SeriesId> ids;
    ASSERT_TRUE(LoadPostings(*write->txn, environment_->tables(), value, ids).ok());
    EXPECT_EQ(ids, expected[value - 1]);
    EXPECT_EQ(*CountPostings(*write->txn, environment_->tables(), value), ids.size());
  }
  auto cursor = Cursor::Open(*write->txn, environment_->tables().post);
  ASSERT_TRUE(cursor.ok());
  for (auto more = cursor->First(); *more; more = cursor->Next())
    EXPECT_LE(cursor->value().size(), kLargestPostingBlob);
}

TEST(Postings, DamagedBlobsAreRefused) {
  const std::string blob = EncodePostings({5, 6, 7, 100});
  std::vector<SeriesId> ids;
  EXPECT_TRUE(DecodePostings(5, blob, ids));
  EXPECT_EQ(ids, (std::vector<SeriesId>{5, 6, 7, 100}));
  for (size_t cut = 1; cut < blob.size(); ++cut)
    EXPECT_FALSE(DecodePostings(5, blob.substr(0, cut), ids));
  EXPECT_FALSE(DecodePostings(5, blob + "x", ids));
  EXPECT_FALSE(DecodePostings(6, blob, ids));
}

TEST(Postings, OneSeriesTakesNoBytes) {
  EXPECT_EQ(EncodePostings({7}), "");
  std::vector<SeriesId> ids;
  EXPECT_TRUE(DecodePostings(7, "", ids));
  EXPECT_EQ(ids, std::vector<SeriesId>{7});
  EXPECT_EQ(DecodePostingHead(7, "")->count, 1u);
}

}  // namespace
}  // namespace plumb::store
