#include "base/thread.h"

#include <gtest/gtest.h>
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

}  // namespace
}  // namespace plumb
