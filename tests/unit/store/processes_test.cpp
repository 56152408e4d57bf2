// Several processes at one store: who waits, who dies, whose map is small.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <set>

#include "store_fixture.h"

namespace plumb::store {
namespace {

class ProcessesTest : public StoreFixture {
 protected:
  static pid_t Fork(const std::function<int()>& body) {
    const pid_t pid = fork();
    if (pid == 0) _exit(body());
    return pid;
  }
  static int Wait(pid_t pid) {
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  static void WaitUntilStopped(pid_t pid) {
    int status = 0;
    ASSERT_EQ(waitpid(pid, &status, WUNTRACED), pid);
    ASSERT_TRUE(WIFSTOPPED(status));
  }

  // A process that stops in the middle of a transaction, and commits when it goes on.
  pid_t StoppedWriter() {
    return Fork([&] {
      Open();
      auto write = environment_->BeginWrite();
      if (!write.ok()) return 1;
      if (!write->txn->Put(environment_->tables().meta, "other", "value").ok()) return 2;
      raise(SIGSTOP);
      return write->txn->Commit().ok() ? 0 : 3;
    });
  }
  Result<CommitReport> Try(Timestamp time) {
    batch_ = {};
    batch_.blocks = {Loose({{kUp, 1, time}})};
    return writer_->Commit(batch_);
  }
  uint64_t FileSize() {
    struct stat facts {};
    stat((Path() + "/data.mdb").c_str(), &facts);
    return static_cast<uint64_t>(facts.st_size);
  }
  const Labels kUp{{"__name__", "up"}};
};

TEST_F(ProcessesTest, AStoppedWriterIsNamedAtTheDeadlineAndNothingIsLost) {
  Open();
  Commit({Loose({{kUp, 1, 1000}})});
  Close();
  const pid_t stopped = StoppedWriter();
  WaitUntilStopped(stopped);
  Open();
  const auto refused = Try(2000);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Exit::kStore);
  EXPECT_NE(refused.error().message.find("pid " + std::to_string(stopped)), std::string::npos)
      << refused.error().message;
  EXPECT_EQ(One(kUp), (Points{{1000, 1}})) << "readers do not wait";
  kill(stopped, SIGCONT);
  EXPECT_EQ(Wait(stopped), 0);
  EXPECT_TRUE(Try(3000).ok());
  EXPECT_EQ(One(kUp), (Points{{1000, 1}, {3000, 1}}));
  ExpectClean();
}

TEST_F(ProcessesTest, AStoppedWriterThatIsKilledLeavesNoLock) {
  Open();
  Commit({Loose({{kUp, 1, 1000}})});
  Close();
  const pid_t stopped = StoppedWriter();
  WaitUntilStopped(stopped);
  Open();
  EXPECT_FALSE(Try(2000).ok());
  kill(stopped, SIGKILL);
  EXPECT_EQ(Wait(stopped), 128 + SIGKILL);
  EXPECT_TRUE(Try(2000).ok());
  EXPECT_EQ(One(kUp), (Points{{1000, 1}, {2000, 1}}));
  ExpectClean();
}

// A slot that a killed reader left would pin every page that is written from then on.
TEST_F(ProcessesTest, AKilledReaderPinsNoPages) {
  Open();
  Commit({Loose({{kUp, 1, 0}})});
  const auto write_many = [&] {
    for (int i = 0; i < 300; ++i) {
      auto write = environment_->BeginWrite();
      ASSERT_TRUE(write.ok());
      const std::string value(2000, static_cast<char>('a' + i % 26));
      ASSERT_TRUE(write->txn->Put(environment_->tables().meta, "other", value).ok());
      ASSERT_TRUE(write->txn->Commit().ok());
    }
  };
  write_many();
  const uint64_t before = FileSize();
  // The reader dies while this writer, opened long before, goes on.
  Close();
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t reader = Fork([&] {
    auto opened = Reader::Open(Path(), Options(OpenMode::kRead));
    if (!opened.ok()) return 1;
    (void)!write(ready[1], "x", 1);
    pause();
    return 0;
  });
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  Open();
  kill(reader, SIGKILL);
  EXPECT_EQ(Wait(reader), 128 + SIGKILL);
  write_many();
  // Pinned, it would be 300 times five pages or six.
  EXPECT_LT(FileSize(), before + (uint64_t{1} << 20));
}

// LMDB can only move its map; a snapshot that is read would lose the ground under it.
TEST_F(ProcessesTest, ASnapshotStaysWhereItIsWhenAnotherProcessOutgrowsTheMap) {
  Open();
  Commit({Loose({{kUp, 1, 1000}})});
  Close();
  int ready[2];
  int grown[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(grown), 0);
  const pid_t small = Fork([&] {
    auto opened = Environment::Open(Path(), {.mode = OpenMode::kRead, .map_size = 1u << 20});
    if (!opened.ok()) return 1;
    environment_ = *opened;
    auto snapshot = Snapshot::Take(environment_);
    if (!snapshot.ok()) return 2;
    (void)!write(ready[1], "x", 1);
    char byte = 0;
    if (read(grown[0], &byte, 1) != 1) return 3;
    auto second = Snapshot::Take(environment_);
    if (second.ok()) return 4;
    if (second.error().message.find("PLUMB_MAP_SIZE") == std::string::npos) return 5;
    if (auto report = Verify(**snapshot); !report.ok() || !report->clean()) return 6;
    // With nothing to protect the map may move.
    *snapshot = nullptr;
    auto renewed = Snapshot::Take(environment_);
    if (!renewed.ok()) return 7;
    auto report = Verify(**renewed);
    return report.ok() && report->clean() && report->series > 20'000 ? 0 : 8;
  });
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  Open();
  std::vector<In> many;
  for (int i = 0; i < 20'000; ++i)
    many.push_back({Labels{{"__name__", "m"}, {"i", std::to_string(i)}}, 1, 2000});
  Commit({Loose(many)});
  ASSERT_GT(FileSize(), uint64_t{1} << 20);
  (void)!write(grown[1], "x", 1);
  EXPECT_EQ(Wait(small), 0);
}

TEST_F(ProcessesTest, ManyProcessesMayMakeTheSameStore) {
  constexpr int kProcesses = 16;
  constexpr int kRounds = 10;
  for (int round = 0; round < kRounds; ++round) {
    const std::string path = Path() + std::to_string(round);
    int start[2];
    int uuids[2];
    ASSERT_EQ(pipe(start), 0);
    ASSERT_EQ(pipe(uuids), 0);
    std::vector<pid_t> processes;
    for (int i = 0; i < kProcesses; ++i)
      processes.push_back(Fork([&] {
        close(start[1]);
        char byte = 0;
        (void)!read(start[0], &byte, 1);  // all begin when the pipe closes
        auto opened = Environment::Open(path, {.mode = OpenMode::kWrite, .map_size = kTestMapSize});
        if (!opened.ok()) return 1;
        writer_ = std::make_unique<StoreWriter>(*opened);
        if (!Try(1000 * i).ok()) return 2;
        const auto& uuid = (*opened)->record().uuid;
        return write(uuids[1], uuid.data(), uuid.size()) == 16 ? 0 : 3;
      }));
    close(start[1]);
    std::set<std::string> different;
    for (const pid_t process : processes) {
      EXPECT_EQ(Wait(process), 0);
      std::string uuid(16, ' ');
      EXPECT_EQ(read(uuids[0], uuid.data(), uuid.size()), 16);
      different.insert(uuid);
    }
    for (const int fd : {start[0], uuids[0], uuids[1]}) close(fd);
    EXPECT_EQ(different.size(), 1u);
    auto opened = Environment::Open(path, Options(OpenMode::kWrite));
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    environment_ = *opened;
    EXPECT_EQ(One(kUp).size(), size_t{kProcesses});
    ExpectClean();
    Close();
  }
}

}  // namespace
}  // namespace plumb::store
