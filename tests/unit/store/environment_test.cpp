// Opening, making, refusing and sharing stores.
#include "store/environment.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

#include <fmt/format.h>

#include "encoding/fixed.h"
#include "store/file_system.h"
#include "store/location.h"
#include "store_fixture.h"
#include "system/files.h"

namespace plumb::store {
namespace {

class EnvironmentTest : public StoreFixture {
 protected:
  // Runs `body` in a process of its own; its exit status.
  template <typename Body>
  static int InChild(Body body) {
    const pid_t pid = fork();
    if (pid == 0) _exit(body());
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  std::string OpenError(OpenMode mode) {
    auto opened = Environment::Open(Path(), Options(mode));
    if (opened.ok()) return "";
    EXPECT_EQ(opened.error().code, Exit::kStore);
    return opened.error().message;
  }
  // A store that says `record` of itself.
  void SaveRecord(const StoreRecord& record) {
    Open();
    {
      auto write = environment_->BeginWrite();
      ASSERT_TRUE(write.ok());
      ASSERT_TRUE(SaveStoreRecord(*write->txn, environment_->tables(), record).ok());
      ASSERT_TRUE(write->txn->Commit().ok());
    }
    Close();
  }
  const Labels kUp{{"__name__", "up"}};
};

TEST_F(EnvironmentTest, AReaderThatFindsNoneSaysHowToMakeOne) {
  const std::string text = OpenError(OpenMode::kRead);
  EXPECT_NE(text.find("no store at"), std::string::npos);
  EXPECT_NE(text.find("plumb-node | plumb-ingest"), std::string::npos);
}

TEST_F(EnvironmentTest, FilesBelongToOwnerAndGroup) {
  const mode_t before = umask(077);
  Open();
  umask(before);
  for (const char* name : {"data.mdb", "lock.mdb", "plumb.lock"}) {
    struct stat facts {};
    ASSERT_EQ(stat((Path() + "/" + name).c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0660u) << name;
  }
}

TEST_F(EnvironmentTest, AStoreIsOpenOnceInAProcess) {
  Open();
  EXPECT_NE(OpenError(OpenMode::kRead).find("already open"), std::string::npos);
  Close();
  EXPECT_EQ(OpenError(OpenMode::kRead), "");
}

TEST_F(EnvironmentTest, OtherFoldersAreNotTurnedIntoStores) {
  std::filesystem::create_directories(Path());
  std::ofstream(Path() + "/letter.txt") << "dear";
  EXPECT_NE(OpenError(OpenMode::kWrite).find("not a store"), std::string::npos);
}

TEST_F(EnvironmentTest, ACutFileIsDamageAndNotACrash) {
  Open();
  Commit({Loose({{kUp, 1, 1000}})});
  Close();
  std::filesystem::resize_file(Path() + "/data.mdb", 12288);
  EXPECT_NE(OpenError(OpenMode::kRead).find("damaged"), std::string::npos);
}

TEST_F(EnvironmentTest, ADamagedPageSizeIsToldAndNotACrash) {
  Open();
  for (const Timestamp time : {1000, 2000}) Commit({Loose({{kUp, 1, time}})});
  Close();
  const std::string whole = *system::ReadFile(Path() + "/data.mdb");
  for (const size_t page : {0, 4096})
    for (size_t bit = 0; bit < 32; ++bit) {
      std::string bytes = whole;
      bytes[page + 40 + bit / 8] = static_cast<char>(bytes[page + 40 + bit / 8] ^ (1 << bit % 8));
      std::ofstream(Path() + "/data.mdb", std::ios::binary) << bytes;
      const pid_t child = fork();
      if (child == 0)
        _exit(OpenError(OpenMode::kRead).find("damaged") != std::string::npos ? 0 : 1);
      int status = 0;
      waitpid(child, &status, 0);
      EXPECT_EQ(status, 0) << "page at " << page << ", bit " << bit;
    }
}

// Who was killed while making a store leaves an empty data.mdb.
TEST_F(EnvironmentTest, AnEmptyFileIsAStoreThatIsNotThereYet) {
  std::filesystem::create_directories(Path());
  std::ofstream(Path() + "/data.mdb").flush();
  EXPECT_NE(OpenError(OpenMode::kRead).find("no store at"), std::string::npos);
  EXPECT_EQ(OpenError(OpenMode::kWrite), "");
  EXPECT_EQ(OpenError(OpenMode::kRead), "");
  struct stat facts {};
  ASSERT_EQ(stat((Path() + "/data.mdb").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0660u) << "whoever made the file";
}

TEST_F(EnvironmentTest, AReaderOfAnotherFolderIsToldThatItIsNoStore) {
  std::filesystem::create_directories(Path());
  EXPECT_NE(OpenError(OpenMode::kRead).find("no store at"), std::string::npos) << "empty";
  std::ofstream(Path() + "/letter.txt") << "dear";
  EXPECT_NE(OpenError(OpenMode::kRead).find("not a store"), std::string::npos);
}

TEST(Lmdb, VersionsThatNeedTheGate) {
  for (const int patch : {26, 29, 31}) EXPECT_TRUE(BreaksOthersOnClose({0, 9, patch})) << patch;
  for (const int patch : {24, 25, 32, 33})
    EXPECT_FALSE(BreaksOthersOnClose({0, 9, patch})) << patch;
  EXPECT_FALSE(BreaksOthersOnClose({1, 0, 28}));
  EXPECT_FALSE(BreaksOthersOnClose({0, 10, 28}));
}

TEST(FileSystem, NetworksAreKnownByTheirNumber) {
  EXPECT_EQ(NetworkFileSystemName(0x6969), "NFS");
  EXPECT_EQ(NetworkFileSystemName(0xff534d42), "CIFS");
  EXPECT_EQ(NetworkFileSystemName(0x65735546), "FUSE");
  EXPECT_EQ(NetworkFileSystemName(0xef53), "") << "ext4";
  EXPECT_EQ(NetworkFileSystemName(0x01021994), "") << "tmpfs";
  EXPECT_EQ(NetworkFileSystemName(0x794c7630), "") << "overlayfs";
}

TEST_F(EnvironmentTest, ForeignBytesAreDamageToo) {
  std::filesystem::create_directories(Path());
  std::ofstream(Path() + "/data.mdb") << std::string(65536, 'x');
  EXPECT_NE(OpenError(OpenMode::kRead).find("not a store"), std::string::npos);
}

TEST_F(EnvironmentTest, NewerFormatsAndUnknownFeaturesAreRefused) {
  SaveRecord({.features = {.compat = 4}});
  EXPECT_EQ(OpenError(OpenMode::kWrite), "");
  SaveRecord({.features = {.ro_compat = kFeatureRollups}});
  EXPECT_EQ(OpenError(OpenMode::kWrite), "");
  SaveRecord({.features = {.ro_compat = uint64_t{1} << 63}});
  EXPECT_EQ(OpenError(OpenMode::kRead), "");
  EXPECT_NE(OpenError(OpenMode::kWrite).find("use a newer plumb to write"), std::string::npos);
}

TEST_F(EnvironmentTest, UnknownIncompatibleFeaturesForbidReading) {
  SaveRecord({.version = 2});
  EXPECT_NE(OpenError(OpenMode::kRead).find("format 2"), std::string::npos);
  EXPECT_TRUE(
      CheckFeatures({.features = {.incompat = uint64_t{1} << 63}}, false, "x").error().code ==
      Exit::kStore);
}

TEST_F(EnvironmentTest, AWriterGivesUpAtTheDeadlineAndNamesTheHolder) {
  Open();
  auto held = environment_->BeginWrite();
  ASSERT_TRUE(held.ok());
  auto other = LockFile::Open(Path() + "/plumb.lock");
  ASSERT_TRUE(other.ok());
  const Status status = (*other)->Acquire(LockByte::kWriter, 50);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Exit::kStore);
  EXPECT_NE(status.error().message.find("pid " + std::to_string(getpid())), std::string::npos);
}

TEST_F(EnvironmentTest, AChildDoesNotUseWhatItsParentOpened) {
  Open();
  const int code = InChild([&] {
    const auto read = environment_->BeginRead();
    const auto write = environment_->TryBeginWrite(50);
    return read.ok() ? 1 : write.ok() ? 2 : 0;
  });
  EXPECT_EQ(code, 0);
  EXPECT_TRUE(environment_->BeginRead().ok());
}

// The kernel's locks are of open files, which threads share.
TEST_F(EnvironmentTest, OneThreadWritesAtATime) {
  Open();
  auto held = environment_->BeginWrite();
  ASSERT_TRUE(held.ok());
  std::thread other([&] {
    const auto second = environment_->TryBeginWrite(50);
    EXPECT_TRUE(second.ok() && !*second);
    EXPECT_TRUE(environment_->BeginRead().ok());
  });
  other.join();
}

TEST_F(EnvironmentTest, TwoProcessesMayMakeTheSameStore) {
  for (int round = 0; round < 10; ++round) {
    const std::string path = Path() + std::to_string(round);
    const auto create = [&] {
      auto opened = Environment::Open(path, Options(OpenMode::kWrite));
      return opened.ok() ? 0 : 1;
    };
    const pid_t first = fork();
    if (first == 0) _exit(create());
    EXPECT_EQ(InChild(create), 0);
    int status = 0;
    waitpid(first, &status, 0);
    EXPECT_EQ(status, 0);
    auto opened = Environment::Open(path, Options(OpenMode::kRead));
    EXPECT_TRUE(opened.ok()) << opened.error().message;
  }
}

// What a process leaves that is killed while it opens a store alone: the number of the newest
// commit in lock.mdb (its place in LMDB 0.9) is 0, and another one has the file open by then.
pid_t LeaveLockFileUnfinished(const std::string& path) {
  constexpr off_t kNewestAt = 48;
  int ready[2];
  if (pipe(ready) != 0) return -1;
  const pid_t pid = fork();
  if (pid == 0) {
    const int fd = open((path + "/lock.mdb").c_str(), O_RDWR);
    struct flock range {};
    range.l_type = F_RDLCK;
    range.l_whence = SEEK_SET;
    range.l_len = 1;
    const uint64_t none = 0;
    const bool done =
        fcntl(fd, F_SETLK, &range) == 0 && pwrite(fd, &none, sizeof none, kNewestAt) == sizeof none;
    (void)!write(ready[1], "x", 1);
    usleep(50'000);
    _exit(done ? 0 : 1);
  }
  char byte = 0;
  (void)!read(ready[0], &byte, 1);
  close(ready[0]);
  close(ready[1]);
  return pid;
}

TEST_F(EnvironmentTest, WhoeverIsKilledWhileItOpensLosesNoCommit) {
  const auto put = [this](const std::string& key) {
    auto write = environment_->BeginWrite();
    ASSERT_TRUE(write.ok()) << write.error().message;
    ASSERT_TRUE(write->txn->Put(environment_->tables().meta, key, "there").ok());
    ASSERT_TRUE(write->txn->Commit().ok());
  };
  // LMDB has two places for commits, in turn: the newest is in either.
  for (int round = 0; round < 4; ++round) {
    Open();
    put(fmt::format("zz{}", round));
    Close();
    const pid_t pid = LeaveLockFileUnfinished(Path());
    Open();
    put(fmt::format("zzz{}", round));
    if (round % 2 == 0) put(fmt::format("zzzz{}", round));
    Close();
    int status = 0;
    waitpid(pid, &status, 0);
    EXPECT_EQ(status, 0);
    Open();
    auto read = environment_->BeginRead();
    ASSERT_TRUE(read.ok());
    for (int before = 0; before <= round; ++before)
      for (const char* key : {"zz", "zzz"}) {
        const auto value =
            (*read)->Get(environment_->tables().meta, fmt::format("{}{}", key, before));
        ASSERT_TRUE(value.ok());
        EXPECT_TRUE(value->has_value()) << key << before << " in round " << round;
      }
    read->reset();
    Close();
  }
}

TEST_F(EnvironmentTest, LittleAddressSpaceIsEnough) {
  const int code = InChild([&] {
    rlimit limit{uint64_t{2} << 30, uint64_t{2} << 30};
    setrlimit(RLIMIT_AS, &limit);
    return Environment::Open(Path(), {.mode = OpenMode::kWrite}).ok() ? 0 : 1;
  });
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers need address space";
#endif
  EXPECT_EQ(code, 0);
}

// A full disk, by a limit on the size of files: writes beyond it fail with EFBIG as they would with
// ENOSPC.
TEST_F(EnvironmentTest, AFullDiskLosesNothingThatWasAcknowledged) {
  Open();
  Commit({Loose({{kUp, 1, 1000}})});
  Close();
  const int code = InChild([&] {
    signal(SIGXFSZ, SIG_IGN);
    rlimit limit{uint64_t{400} << 10, uint64_t{400} << 10};
    setrlimit(RLIMIT_FSIZE, &limit);
    Open();
    std::vector<In> many;
    for (int i = 0; i < 20'000; ++i)
      many.push_back({Labels{{"__name__", "m"}, {"i", std::to_string(i)}}, 1, 2000});
    batch_.blocks = {Loose(many)};
    auto report = writer_->Commit(batch_);
    if (report.ok() || report.error().code != Exit::kStore) return 1;
    if (report.error().message.find("no space") == std::string::npos) return 2;
    // The writer goes on with what fits.
    batch_ = {};
    batch_.blocks = {Loose({{kUp, 2, 3000}})};
    return writer_->Commit(batch_).ok() ? 0 : 3;
  });
  EXPECT_EQ(code, 0);
  Open();
  EXPECT_EQ(One(kUp), (Points{{1000, 1}, {3000, 2}}));
  ExpectClean();
}

TEST_F(EnvironmentTest, AFullMapIsToldAndLosesNothing) {
  auto opened = Environment::Open(Path(), {.mode = OpenMode::kWrite, .map_size = 1u << 20});
  ASSERT_TRUE(opened.ok());
  environment_ = *opened;
  writer_ = std::make_unique<StoreWriter>(environment_);
  Commit({Loose({{kUp, 1, 1000}})});
  std::vector<In> many;
  for (int i = 0; i < 30'000; ++i)
    many.push_back({Labels{{"__name__", "m"}, {"i", std::to_string(i)}}, 1, 2000});
  batch_.blocks = {Loose(many)};
  auto report = writer_->Commit(batch_);
  ASSERT_FALSE(report.ok());
  EXPECT_NE(report.error().message.find("PLUMB_MAP_SIZE"), std::string::npos);
  EXPECT_EQ(One(kUp), (Points{{1000, 1}}));
  ExpectClean();
}

TEST_F(EnvironmentTest, AFolderThatMayNotBeWrittenIsTold) {
  if (geteuid() != 0) GTEST_SKIP() << "skipped: needs root to become somebody else";
  Open();
  Close();
  std::filesystem::permissions(folder_, std::filesystem::perms::all);
  std::filesystem::permissions(
      Path(), std::filesystem::perms::others_read | std::filesystem::perms::others_exec);
  const int code = InChild([&] {
    if (setgid(65534) != 0 || setuid(65534) != 0) return 1;
    const std::string text = OpenError(OpenMode::kWrite);
    return text.find("ermission") != std::string::npos ? 0 : 2;
  });
  EXPECT_EQ(code, 0);
}

// Writers are killed at any moment; what they acknowledged through a pipe must be there.
TEST_F(EnvironmentTest, KilledWritersLoseNothingAcknowledged) {
  constexpr int kWriters = 4;
  constexpr int kReaders = 4;
  constexpr int kRounds = 20;
  Open();
  Close();
  std::map<int, int> acknowledged;  // by writer: the last batch
  unsigned random = 12345;
  int started[kWriters] = {};
  for (int round = 0; round < kRounds; ++round) {
    int pipes[kWriters][2];
    pid_t writers[kWriters];
    for (int w = 0; w < kWriters; ++w) {
      ASSERT_EQ(pipe(pipes[w]), 0);
      writers[w] = fork();
      if (writers[w] == 0) {
        Open();
        for (int i = started[w]; i < started[w] + 1000; ++i) {
          const Labels labels{
              {"__name__", "w"}, {"w", std::to_string(w)}, {"s", std::to_string(i % 50)}};
          batch_ = {};
          batch_.blocks = {Scrape(
              i * 1000, {{labels, double(i)},
                         {Labels{{"__name__", "all"}, {"w", std::to_string(w)}}, double(i)}})};
          batch_.blocks[0].target.address = std::to_string(w);
          auto report = writer_->Commit(batch_);
          // Waiting for the lock longer than the test's deadline is no loss.
          if (!report.ok()) continue;
          (void)!write(pipes[w][1], &i, sizeof i);
        }
        _exit(0);
      }
      close(pipes[w][1]);
    }
    pid_t readers[kReaders];
    for (pid_t& reader : readers) {
      reader = fork();
      if (reader == 0) {
        auto opened = Reader::Open(Path(), Options(OpenMode::kRead));
        if (!opened.ok()) _exit(1);
        for (int i = 0; i < 5; ++i) {
          if (!(*opened)->Renew().ok()) _exit(2);
          auto report = Verify((*opened)->snapshot());
          if (!report.ok() || !report->clean()) _exit(3);
        }
        _exit(0);
      }
    }
    random = random * 1103515245 + 12345;
    usleep(5'000 + random % 20'000);
    for (int w = 0; w < kWriters; ++w) {
      kill(writers[w], SIGKILL);
      waitpid(writers[w], nullptr, 0);
      int i = 0;
      while (read(pipes[w][0], &i, sizeof i) == sizeof i) acknowledged[w * 1'000'000 + i] = i;
      started[w] = i + 2;
      close(pipes[w][0]);
    }
    for (const pid_t reader : readers) {
      int status = 0;
      waitpid(reader, &status, 0);
      EXPECT_EQ(status, 0);
    }
  }
  EXPECT_GT(acknowledged.size(), 20u);
  Open();
  ExpectClean();
  for (const auto& [key, i] : acknowledged) {
    const Labels labels{{"__name__", "all"}, {"w", std::to_string(key / 1'000'000)}};
    const Points points = One(labels, {i * 1000, i * 1000});
    EXPECT_EQ(points, (Points{{i * 1000, double(i)}}));
  }
}

TEST(Location, TheDefaultStore) {
  const auto never = [](const std::string&) { return false; };
  const auto always = [](const std::string&) { return true; };
  EXPECT_EQ(*DefaultStoreForWriting({.plumb_data = "/d/x.plumb", .root = true}), "/d/x.plumb");
  EXPECT_EQ(*DefaultStoreForWriting({.home = "/root", .root = true}), kSystemStore);
  EXPECT_EQ(*DefaultStoreForWriting({.home = "/home/a"}),
            "/home/a/.local/state/plumb/metrics.plumb");
  EXPECT_EQ(*DefaultStoreForWriting({.xdg_state_home = "/s", .home = "/home/a"}),
            "/s/plumb/metrics.plumb");
  EXPECT_EQ(*DefaultStoreForWriting({.xdg_state_home = "relative", .home = "/h"}),
            "/h/.local/state/plumb/metrics.plumb");
  EXPECT_EQ(DefaultStoreForWriting({}).error().code, Exit::kUsage);
  EXPECT_EQ(*DefaultStoreForReading({.home = "/h"}, always), "/h/.local/state/plumb/metrics.plumb");
  EXPECT_EQ(*DefaultStoreForReading({.home = "/h"}, never), "/h/.local/state/plumb/metrics.plumb");
  EXPECT_EQ(*DefaultStoreForReading({.home = "/h"},
                                    [](const std::string& path) { return path == kSystemStore; }),
            kSystemStore);
}

}  // namespace
}  // namespace plumb::store
