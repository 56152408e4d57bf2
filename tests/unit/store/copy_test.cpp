#include "store/copy.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "store/usage.h"
#include "store_fixture.h"
#include "system/files.h"

namespace plumb::store {
namespace {

constexpr Timestamp kStart = 1'795'046'400'000;

class CopyTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Open();
  }
  void Fill(int first, int last) {
    std::vector<Block> blocks;
    for (int i = first; i < last; ++i)
      blocks.push_back(Scrape(kStart + i * 15 * kSecond, {{kUp, 1}, {kLoad, i / 4.0}}));
    Commit(std::move(blocks));
  }
  [[nodiscard]] std::string Copy() const { return folder_ / "copy.plumb"; }
  // What is at a path, by the fixture's own means.
  void LookAt(const std::string& path) {
    Close();
    environment_ = *Environment::Open(path, Options(OpenMode::kRead));
  }
  [[nodiscard]] size_t FilesAround() const {
    const std::filesystem::directory_iterator files(folder_);
    return static_cast<size_t>(std::distance(begin(files), end(files)));
  }
  // Makes it a store whose copy is not packed.
  void PutMuch() {
    const std::string value(size_t{1} << 20, 'x');
    auto write = *environment_->BeginWrite();
    for (uint32_t i = 0; i < 70; ++i)
      ASSERT_TRUE(write.txn->Put(environment_->tables().row, IdKey(i), value).ok());
    ASSERT_TRUE(write.txn->Commit().ok());
  }
  // How many pages each table has.
  [[nodiscard]] std::map<std::string, uint64_t> Pages() const {
    std::map<std::string, uint64_t> pages;
    const auto snapshot = *Snapshot::Take(environment_);
    const auto usage = MeasureUsage(*snapshot);
    for (const TableUsage& table : usage->tables) pages[table.name] = table.pages;
    return pages;
  }
  const Labels kUp{{"__name__", "up"}};
  const Labels kLoad{{"__name__", "load"}};
};

TEST_F(CopyTest, HasTheSameSamplesAndVerifies) {
  Fill(0, 500);
  ManualClock clock(kStart + 90 * kMinute);
  ASSERT_TRUE(writer_->Compact(clock).ok());
  Fill(500, 600);
  const Points up = One(kUp);
  const Points load = One(kLoad);
  const auto uuid = environment_->record().uuid;
  ASSERT_EQ(load.size(), 600u);
  const Status copied = CopyStore(*environment_, Copy() + "/");
  ASSERT_TRUE(copied.ok()) << copied.error().message;
  EXPECT_EQ(FilesAround(), 2u);
  LookAt(Copy());
  EXPECT_EQ(Bits(One(kUp)), Bits(up));
  EXPECT_EQ(Bits(One(kLoad)), Bits(load));
  EXPECT_EQ(environment_->record().uuid, uuid);
  ExpectClean();
}

TEST_F(CopyTest, CanBeWrittenTo) {
  Fill(0, 10);
  ASSERT_TRUE(CopyStore(*environment_, Copy()).ok());
  Close();
  environment_ = *Environment::Open(Copy(), Options(OpenMode::kWrite));
  writer_ = std::make_unique<StoreWriter>(environment_);
  Fill(10, 20);
  EXPECT_EQ(One(kUp).size(), 20u);
  ExpectClean();
}

TEST_F(CopyTest, LeavesFreePagesBehind) {
  Fill(0, 5000);
  ManualClock clock(kStart + 2 * kDay);
  ASSERT_TRUE(CompactDue(*environment_, clock, {.time = kHour, .late = LateRows::kAny}).ok());
  ASSERT_TRUE(CopyStore(*environment_, Copy()).ok());
  EXPECT_LT(std::filesystem::file_size(Copy() + "/data.mdb"),
            std::filesystem::file_size(Path() + "/data.mdb") / 2);
}

TEST_F(CopyTest, FillsPagesThatInsertionLeftHalfFull) {
  PutMuch();
  // Odd names between even ones that are there.
  for (const int first : {0, 1}) {
    std::vector<In> page;
    for (int i = first; i < 2000; i += 2)
      page.push_back({Labels{{"__name__", fmt::format("a_metric_with_some_name_{:04}", i)}}, 1});
    Commit({Scrape(kStart + first * 15 * kSecond, page)});
  }
  const auto before = Pages();
  ASSERT_TRUE(CopyStore(*environment_, Copy()).ok());
  LookAt(Copy());
  const auto after = Pages();
  EXPECT_LT(after.at("label"), before.at("label") * 3 / 4);
  for (const auto& [table, pages] : after) EXPECT_LE(pages, before.at(table)) << table;
}

TEST_F(CopyTest, LeavesPageHintsBehind) {
  Fill(0, 10);
  {
    auto write = *environment_->BeginWrite();
    ASSERT_TRUE(write.txn->Put(environment_->tables().hint, "key", "lines").ok());
    ASSERT_TRUE(write.txn->Commit().ok());
  }
  ASSERT_TRUE(CopyStore(*environment_, Copy()).ok());
  LookAt(Copy());
  EXPECT_EQ(Pages().at("hint"), 0u);
  EXPECT_EQ(One(kUp).size(), 10u);
  ExpectClean();
}

TEST_F(CopyTest, SaysThatTheStoreIsDamagedWhereItsKeysDoNotAscend) {
  std::vector<In> page;
  for (int i = 0; i < 2000; ++i)
    page.push_back({Labels{{"__name__", fmt::format("metric_{:04}", i)}}, 1});
  Commit({Scrape(kStart, page)});
  Close();
  // A key is changed in place, wherever it stands.
  std::string bytes = *system::ReadFile(Path() + "/data.mdb");
  for (size_t at = bytes.find("metric_0700"); at != std::string::npos;
       at = bytes.find("metric_0700", at + 1))
    bytes[at + 7] = '9';
  std::ofstream(Path() + "/data.mdb", std::ios::binary) << bytes;
  environment_ = *Environment::Open(Path(), Options(OpenMode::kRead));
  const Status copied = CopyStore(*environment_, Copy());
  ASSERT_FALSE(copied.ok());
  EXPECT_EQ(copied.error().code, Exit::kStore);
  EXPECT_NE(copied.error().message.find("is damaged"), std::string::npos);
  EXPECT_EQ(FilesAround(), 1u);
}

TEST_F(CopyTest, IsOneMomentWhileOthersWrite) {
  Fill(0, 2000);
  {
    const std::jthread other([this](const std::stop_token& stop) {
      for (int i = 2000; !stop.stop_requested(); i += 2) Fill(i, i + 2);
    });
    ASSERT_TRUE(CopyStore(*environment_, Copy()).ok());
  }
  LookAt(Copy());
  EXPECT_GE(One(kUp).size(), 2000u);
  EXPECT_EQ(One(kUp).size(), One(kLoad).size());
  ExpectClean();
}

TEST_F(CopyTest, SharesWithTheGroupAsTheStoreDoes) {
  Fill(0, 10);
  ASSERT_EQ(chmod(Path().c_str(), 02750), 0);
  ASSERT_TRUE(CopyStore(*environment_, Copy()).ok());
  struct stat facts {};
  ASSERT_EQ(stat(Copy().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777u, 02750u);
  ASSERT_EQ(stat((Copy() + "/data.mdb").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777u, 0660u);
}

TEST_F(CopyTest, TakesThePlaceOfNothing) {
  Fill(0, 10);
  std::ofstream(Copy()) << "mine";
  const Status there = CopyStore(*environment_, Copy());
  ASSERT_FALSE(there.ok());
  EXPECT_EQ(there.error().code, Exit::kUsage);
  EXPECT_EQ(std::filesystem::file_size(Copy()), 4u);
  const Status nowhere = CopyStore(*environment_, folder_ / "no/such/place");
  ASSERT_FALSE(nowhere.ok());
  EXPECT_EQ(nowhere.error().code, Exit::kOutside);
  EXPECT_EQ(FilesAround(), 2u);
}

}  // namespace
}  // namespace plumb::store
