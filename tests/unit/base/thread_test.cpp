#include "base/thread.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <vector>

#include "base/ordered_map.h"

namespace plumb {
namespace {

TEST(TryThread, DoesTheWork) {
  std::atomic<int> done = 0;
  HelperThread thread = TryThread([&done] { done = 1; });
  ASSERT_TRUE(thread.joinable());
  thread.join();
  EXPECT_EQ(done, 1);
}

TEST(TryThreadDeathTest, IsNoneWhereTheSystemGivesNoMore) {
  const auto refused = [] {
    // The limit does not hold for root.
    if (getuid() == 0 && setuid(65534) != 0) return false;
    const rlimit none{1, 1};
    return setrlimit(RLIMIT_NPROC, &none) == 0 && !TryThread([] {}).joinable();
  };
  EXPECT_EXIT(std::_Exit(refused() ? 0 : 1), testing::ExitedWithCode(0), "");
}

cpu_set_t Allowed() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  sched_getaffinity(0, sizeof allowed, &allowed);
  return allowed;
}

TEST(TryThread, MayRunWhereItsMakerMay) {
  const cpu_set_t before = Allowed();
  cpu_set_t inside;
  CPU_ZERO(&inside);
  HelperThread thread = TryThread([&inside] { inside = Allowed(); });
  ASSERT_TRUE(thread.joinable());
  thread.join();
  EXPECT_TRUE(CPU_EQUAL(&before, &inside));
}

// Some may be moved between their beginning and the question.
TEST(TryThread, MostlyBeginsOnAnotherProcessorThanItsMaker) {
  const cpu_set_t allowed = Allowed();
  if (CPU_COUNT(&allowed) < 2) GTEST_SKIP() << "there is one processor";
  constexpr int kThreads = 40;
  int elsewhere = 0;
  for (int i = 0; i < kThreads; ++i) {
    const int here = sched_getcpu();
    int there = here;
    HelperThread thread = TryThread([&there] { there = sched_getcpu(); });
    ASSERT_TRUE(thread.joinable());
    thread.join();
    elsewhere += there != here ? 1 : 0;
  }
  EXPECT_GT(elsewhere, kThreads / 2);
}

TEST(TryThread, ApartNeitherGoesToTheOther) {
  const cpu_set_t before = Allowed();
  if (CPU_COUNT(&before) < 2) GTEST_SKIP() << "there is one processor";
  cpu_set_t inside;
  CPU_ZERO(&inside);
  HelperThread thread = TryThread([&inside] { inside = Allowed(); }, Placement::kApart);
  const cpu_set_t beside = Allowed();
  ASSERT_TRUE(thread.joinable());
  thread.join();
  EXPECT_EQ(CPU_COUNT(&beside), CPU_COUNT(&before) - 1);
  EXPECT_EQ(CPU_COUNT(&inside), CPU_COUNT(&before) - 1);
  EXPECT_FALSE(CPU_EQUAL(&inside, &beside));
  const cpu_set_t after = Allowed();
  EXPECT_TRUE(CPU_EQUAL(&before, &after));
}

TEST(OrderedMap, LeavesItsCallerAllProcessors) {
  const cpu_set_t before = Allowed();
  std::vector<int> got;
  const Status status = OrderedMap<int>(
                            100, 4, [](size_t i) -> Result<int> { return static_cast<int>(i); },
                            [&got](int i) -> Status {
                              got.push_back(i);
                              return Ok();
                            })
                            .Run();
  EXPECT_TRUE(status.ok());
  ASSERT_EQ(got.size(), 100u);
  EXPECT_TRUE(std::is_sorted(got.begin(), got.end()));
  const cpu_set_t after = Allowed();
  EXPECT_TRUE(CPU_EQUAL(&before, &after));
}

TEST(HelperThread, IsMovedWithItsWork) {
  std::atomic<int> done = 0;
  HelperThread thread;
  EXPECT_FALSE(thread.joinable());
  thread = TryThread([&done] { done = 1; });
  HelperThread other = std::move(thread);
  ASSERT_TRUE(other.joinable());
  other.join();
  EXPECT_FALSE(other.joinable());
  EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace plumb
