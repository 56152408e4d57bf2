#include "base/thread.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

namespace plumb {
namespace {

TEST(TryThread, DoesTheWork) {
  std::atomic<int> done = 0;
  std::thread thread = TryThread([&done] { done = 1; });
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
  std::thread thread = TryThread([&inside] { inside = Allowed(); });
  ASSERT_TRUE(thread.joinable());
  thread.join();
  EXPECT_TRUE(CPU_EQUAL(&before, &inside));
}

TEST(LeaveProcessor, LetsTheThreadComeBack) {
  const cpu_set_t before = Allowed();
  LeaveProcessor(CurrentProcessor());
  LeaveProcessor(-1);
  const cpu_set_t after = Allowed();
  EXPECT_TRUE(CPU_EQUAL(&before, &after));
}

}  // namespace
}  // namespace plumb
