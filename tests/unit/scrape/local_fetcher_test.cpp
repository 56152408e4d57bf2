#include "scrape/local_fetcher.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>

#include "scrape/target_list.h"

namespace plumb::scrape {
namespace {

using fetch::Failure;

// Real files and commands; nothing waits but for them.
class LocalFetcherTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "plumb-local-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  fetch::Answer Fetch(const std::string& address) {
    const Target target =
        MakeTarget(std::make_shared<ScrapeSpec>(spec_), *ParseAddress(address), {});
    LocalFetcher fetcher(SystemClock());
    std::optional<fetch::Answer> answer;
    fetcher.Start(target, [&](fetch::Answer got) { answer = std::move(got); });
    while (fetcher.in_flight() > 0) EXPECT_TRUE(fetcher.Run(1000).ok());
    EXPECT_TRUE(answer.has_value());
    return *answer;
  }
  std::string Write(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  ScrapeSpec spec_ = {.timeout = 20'000};
  std::filesystem::path folder_;
};

TEST_F(LocalFetcherTest, AFileIsItsText) {
  const fetch::Answer answer = Fetch("file:" + Write("page", "a 1\n"));
  EXPECT_TRUE(answer.ok());
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "a 1\n");
}

TEST_F(LocalFetcherTest, AFileThatIsNotThereSaysSo) {
  const fetch::Answer answer = Fetch("file:" + (folder_ / "none").string());
  EXPECT_EQ(answer.failure, Failure::kOther);
  EXPECT_EQ(answer.error, "no such file or directory");
  EXPECT_EQ(Fetch("file:" + folder_.string()).error, "is a directory");
}

TEST_F(LocalFetcherTest, TheBodyLimitHoldsForBoth) {
  spec_.limits.body_size = 5;
  EXPECT_TRUE(Fetch("file:" + Write("small", "a 1\n")).ok());
  EXPECT_EQ(Fetch("file:" + Write("large", "ab 1\n")).failure, Failure::kTooLarge);
  EXPECT_EQ(Fetch("exec:yes").failure, Failure::kTooLarge);
}

TEST_F(LocalFetcherTest, ACommandIsItsOutput) {
  const fetch::Answer answer = Fetch("exec:echo 'a 1'; echo words >&2; cat");
  EXPECT_TRUE(answer.ok()) << answer.error;
  EXPECT_EQ(answer.body, "a 1\n");
}

TEST_F(LocalFetcherTest, ALargeOutputComesWhole) {
  EXPECT_EQ(Fetch("exec:head -c 3000000 /dev/zero").body.size(), 3'000'000u);
}

TEST_F(LocalFetcherTest, ACommandThatFailsSaysHow) {
  EXPECT_EQ(Fetch("exec:echo 'a 1'; exit 3").error, "exit status 3");
  EXPECT_EQ(Fetch("exec:echo one >&2; printf 'no\\tdb\\033[1m' >&2; exit 3").error.substr(0, 16),
            "exit status 3: n");
  EXPECT_EQ(Fetch("exec:kill -9 $$").error, "ended by signal 9");
}

TEST_F(LocalFetcherTest, ManyErrorsDoNotStopACommand) {
  EXPECT_EQ(Fetch("exec:head -c 3000000 /dev/zero >&2; echo 'a 1'").body, "a 1\n");
}

TEST_F(LocalFetcherTest, ACommandThatTakesTooLongIsKilledWithItsChildren) {
  spec_.timeout = 100;
  const std::string mark = (folder_ / "alive").string();
  const fetch::Answer answer =
      Fetch("exec:sleep 60 & echo $! >" + mark + "; (sleep 61; true) | cat");
  EXPECT_EQ(answer.failure, Failure::kTimeout);
  std::ifstream in(mark);
  pid_t child = 0;
  in >> child;
  ASSERT_GT(child, 0);
  // It was killed, and ends as soon as it runs again; a zombie that nobody reaps is dead too.
  for (int i = 0; i < 20'000; ++i, usleep(1000)) {
    std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
    std::string word;
    if (!(stat >> word >> word >> word) || word == "Z") return;
  }
  FAIL() << "the child lives";
}

TEST_F(LocalFetcherTest, APipeThatNobodyWritesToKeepsNobodyWaiting) {
  const std::string path = (folder_ / "pipe").string();
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const fetch::Answer answer = Fetch("file:" + path);
  EXPECT_EQ(answer.body, "");
}

}  // namespace
}  // namespace plumb::scrape
