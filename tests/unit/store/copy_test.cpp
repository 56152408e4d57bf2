#include "store/copy.h"

#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "store_fixture.h"

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
