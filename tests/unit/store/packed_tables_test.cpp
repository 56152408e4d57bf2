#include "store/packed_tables.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <random>

#include "encoding/fixed.h"
#include "store/copy.h"
#include "store/usage.h"
#include "store_fixture.h"

namespace plumb::store {
namespace {

using Entries = std::map<std::string, std::string>;

Entries RandomEntries(std::mt19937& random, size_t count) {
  Entries entries;
  while (entries.size() < count) {
    std::string key;
    encoding::AppendBig32(key, static_cast<uint32_t>(random() % (4 * count)));
    key += std::string(random() % 5, 'k');
    // Some are empty, some larger than a block.
    const size_t size = random() % 4 == 0 ? 0 : random() % (random() % 300 == 0 ? 200'000 : 60);
    std::string value(size, '\0');
    for (char& c : value) c = static_cast<char>(random() % 9);
    entries[key] = value;
  }
  return entries;
}

TEST(PackedBlock, RoundTrips) {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    const Entries entries = RandomEntries(random, 1 + random() % 300);
    PackedBlockBuilder builder;
    for (const auto& [key, value] : entries) builder.Add(key, value);
    const std::string bytes = builder.Finish("a key");
    EXPECT_TRUE(builder.empty());
    EXPECT_EQ(CountPackedEntries(bytes), entries.size());
    const auto block = PackedBlock::Decode("a key", bytes);
    ASSERT_TRUE(block.has_value());
    ASSERT_EQ(block->size(), entries.size());
    size_t i = 0;
    for (const auto& [key, value] : entries) {
      EXPECT_EQ(block->key(i), key);
      EXPECT_EQ(block->value(i), value);
      EXPECT_EQ(block->Find(key), i);
      EXPECT_EQ(block->Find(key + '\0'), i + 1);
      ++i;
    }
    EXPECT_EQ(block->Find(""), 0u);
  }
}

TEST(PackedBlock, DamageIsSeen) {
  std::mt19937 random(2);
  PackedBlockBuilder builder;
  for (const auto& [key, value] : RandomEntries(random, 100)) builder.Add(key, value.substr(0, 50));
  const std::string bytes = builder.Finish("key");
  EXPECT_FALSE(PackedBlock::Decode("kez", bytes).has_value()) << "it was moved";
  for (size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_FALSE(PackedBlock::Decode("key", bytes.substr(0, cut)).has_value());
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string other = bytes;
    other[at] = static_cast<char>(other[at] ^ 0x10);
    EXPECT_FALSE(PackedBlock::Decode("key", other).has_value());
  }
}

class PackedTablesTest : public StoreFixture {
 protected:
  [[nodiscard]] std::string Copy() const { return folder_ / "copy.plumb"; }

  // A store whose tables have these entries, for better or worse, and a copy of it that is open.
  void Make(const std::vector<std::pair<MDB_dbi Tables::*, Entries>>& tables) {
    Open();
    {
      auto write = *environment_->BeginWrite();
      for (const auto& [table, entries] : tables)
        for (const auto& [key, value] : entries)
          ASSERT_TRUE(write.txn->Put(environment_->tables().*table, key, value).ok());
      ASSERT_TRUE(write.txn->Commit().ok());
    }
    ASSERT_TRUE(CopyStore(*environment_, Copy()).ok());
    OpenCopy(OpenMode::kRead);
  }
  void OpenCopy(OpenMode mode) {
    Close();
    auto opened = Environment::Open(Copy(), Options(mode));
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    environment_ = *opened;
  }
  [[nodiscard]] bool IsPacked() const {
    const auto snapshot = *Snapshot::Take(environment_);
    return snapshot->txn->packed() != nullptr;
  }
  // All of a table, forwards.
  [[nodiscard]] Entries All(const Transaction& txn, MDB_dbi table) const {
    Entries entries;
    Cursor cursor = *Cursor::Open(txn, table);
    for (bool more = *cursor.First(); more; more = *cursor.Next())
      entries.emplace(cursor.key(), cursor.value());
    return entries;
  }
};

TEST_F(PackedTablesTest, AnswerAsTablesDo) {
  std::mt19937 random(3);
  const std::vector<std::pair<MDB_dbi Tables::*, Entries>> tables{
      {&Tables::symbol, RandomEntries(random, 20000)},
      {&Tables::post, RandomEntries(random, 1)},
      {&Tables::fam, RandomEntries(random, 3000)}};
  Make(tables);
  ASSERT_TRUE(IsPacked());
  const auto txn = *environment_->BeginRead();
  for (const auto& [member, entries] : tables) {
    const MDB_dbi table = environment_->tables().*member;
    EXPECT_EQ(*txn->Count(table), entries.size());
    EXPECT_EQ(All(*txn, table), entries);
    Cursor cursor = *Cursor::Open(*txn, table);
    auto back = entries.rbegin();
    for (bool more = *cursor.Last(); more; more = *cursor.Previous(), ++back) {
      ASSERT_NE(back, entries.rend());
      ASSERT_EQ(cursor.key(), back->first);
    }
    EXPECT_EQ(back, entries.rend());
    std::string wanted;
    for (int i = 0; i < 2000; ++i) {
      wanted = RandomEntries(random, 1).begin()->first;
      encoding::StoreLittle(wanted.data(), static_cast<uint32_t>(random()) & 0x00ffff00u);
      const auto exact = entries.find(wanted);
      const auto got = *txn->Get(table, wanted);
      ASSERT_EQ(got.has_value(), exact != entries.end());
      const auto at = entries.lower_bound(wanted);
      ASSERT_EQ(*cursor.Seek(wanted), at != entries.end());
      if (at != entries.end()) {
        ASSERT_EQ(cursor.key(), at->first);
        ASSERT_EQ(cursor.value(), at->second);
        const bool more = *cursor.Next();
        ASSERT_EQ(more, std::next(at) != entries.end());
        ASSERT_TRUE(!more || cursor.key() == std::next(at)->first);
      }
      ASSERT_EQ(*cursor.SeekBefore(wanted), at != entries.begin());
      ASSERT_TRUE(at == entries.begin() || cursor.key() == std::prev(at)->first);
    }
    for (const auto& [key, value] : entries) ASSERT_EQ(*txn->Get(table, key), value);
  }
  EXPECT_EQ(*txn->Count(environment_->tables().target), 0u);
  EXPECT_FALSE(*Cursor::Open(*txn, environment_->tables().target)->First());
  EXPECT_FALSE(*Cursor::Open(*txn, environment_->tables().target)->Last());
}

TEST_F(PackedTablesTest, ViewsStayAsLongAsTheTransaction) {
  std::mt19937 random(4);
  const Entries entries = RandomEntries(random, 30000);
  Make({{&Tables::symbol, entries}});
  const auto txn = *environment_->BeginRead();
  std::vector<std::string_view> views;
  for (const auto& [key, value] : entries)
    views.push_back(**txn->Get(environment_->tables().symbol, key));
  size_t i = 0;
  for (const auto& [key, value] : entries) ASSERT_EQ(views[i++], value);
}

TEST_F(PackedTablesTest, WhoeverWritesUnpacksThem) {
  std::mt19937 random(5);
  const std::vector<std::pair<MDB_dbi Tables::*, Entries>> tables{
      {&Tables::symbol, RandomEntries(random, 9000)}, {&Tables::fam, RandomEntries(random, 500)}};
  Make(tables);
  EXPECT_EQ(environment_->record().features.incompat & kFeaturePacked, kFeaturePacked);
  OpenCopy(OpenMode::kWrite);
  EXPECT_FALSE(IsPacked());
  for (const OpenMode mode : {OpenMode::kWrite, OpenMode::kRead}) {
    OpenCopy(mode);
    EXPECT_EQ(environment_->record().features.incompat & kFeaturePacked, 0u);
    const auto txn = *environment_->BeginRead();
    EXPECT_EQ(*txn->Count(environment_->tables().pack), 0u);
    for (const auto& [table, entries] : tables)
      EXPECT_EQ(All(*txn, environment_->tables().*table), entries);
  }
}

TEST_F(PackedTablesTest, AReaderKeepsWhatItSawWhileAnotherProcessUnpacks) {
  std::mt19937 random(6);
  const Entries entries = RandomEntries(random, 9000);
  Make({{&Tables::symbol, entries}});
  // A process must not use what its parent has open.
  Close();
  std::array<int, 2> go{};
  ASSERT_EQ(pipe(go.data()), 0);
  const pid_t writer = fork();
  if (writer == 0) {
    char word = 0;
    if (read(go[0], &word, 1) != 1) _exit(2);
    _exit(Environment::Open(Copy(), Options(OpenMode::kWrite)).ok() ? 0 : 1);
  }
  OpenCopy(OpenMode::kRead);
  const auto before = *environment_->BeginRead();
  ASSERT_EQ(write(go[1], "!", 1), 1);
  int status = 0;
  ASSERT_EQ(waitpid(writer, &status, 0), writer);
  ASSERT_EQ(status, 0);
  EXPECT_EQ(All(*before, environment_->tables().symbol), entries);
  EXPECT_NE(before->packed(), nullptr);
  const auto after = *environment_->BeginRead();
  EXPECT_EQ(after->packed(), nullptr);
  EXPECT_EQ(All(*after, environment_->tables().symbol), entries);
}

TEST_F(PackedTablesTest, ACopyOfAPackedStoreIsTheSame) {
  std::mt19937 random(7);
  const Entries entries = RandomEntries(random, 9000);
  Make({{&Tables::symbol, entries}});
  const std::string second = folder_ / "second.plumb";
  ASSERT_TRUE(CopyStore(*environment_, second).ok());
  EXPECT_EQ(std::filesystem::file_size(second + "/data.mdb"),
            std::filesystem::file_size(Copy() + "/data.mdb"));
  Close();
  environment_ = *Environment::Open(second, Options(OpenMode::kRead));
  EXPECT_TRUE(IsPacked());
  const auto txn = *environment_->BeginRead();
  EXPECT_EQ(All(*txn, environment_->tables().symbol), entries);
}

TEST_F(PackedTablesTest, UsageSaysWhatEachTableHas) {
  std::mt19937 random(8);
  Make({{&Tables::symbol, RandomEntries(random, 9000)}});
  const auto usage = *MeasureUsage(**Snapshot::Take(environment_));
  EXPECT_TRUE(usage.packed);
  EXPECT_GT(usage.BytesOf("symbol"), 10'000u);
  EXPECT_GE(usage.BytesOf("pack"), usage.BytesOf("symbol"));
  EXPECT_EQ(usage.BytesOf("label"), 0u);
}

TEST_F(PackedTablesTest, AStoreThatIsNotSmallIsNot) {
  Entries rows;
  for (uint32_t i = 0; i < 70; ++i) rows[IdKey(i)] = std::string(size_t{1} << 20, 'x');
  Make({{&Tables::row, rows}});
  EXPECT_FALSE(IsPacked());
  EXPECT_EQ(environment_->record().features.incompat & kFeaturePacked, 0u);
  const auto txn = *environment_->BeginRead();
  EXPECT_EQ(All(*txn, environment_->tables().row), rows);
}

TEST_F(PackedTablesTest, AnEmptyStoreHasNothingToPack) {
  Make({});
  EXPECT_FALSE(IsPacked());
  EXPECT_EQ(environment_->record().features.incompat & kFeaturePacked, 0u);
}

}  // namespace
}  // namespace plumb::store
