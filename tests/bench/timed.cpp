// timed RUNS COMMAND…: runs a program so many times, one after the other, with its output into a
// file that is thrown away, and prints of the times from its start to its end the least and the
// median in ms, the least time of the processor (user and system) in ms, and the most memory in MB.
// Exit 4 if one of the runs failed.

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/number.h"

extern char** environ;

namespace {

struct Run {
  double ms = 0;
  double cpu_ms = 0;
  double mb = 0;
  bool failed = false;
};

double Milliseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

Run RunOnce(char** command, posix_spawn_file_actions_t& actions) {
  plumb::Clock& clock = plumb::SystemClock();
  const int64_t begun = clock.MonotonicNs();
  pid_t pid = 0;
  if (posix_spawnp(&pid, command[0], &actions, nullptr, command, environ) != 0)
    return {.failed = true};
  int status = 0;
  rusage used{};
  wait4(pid, &status, 0, &used);
  return {.ms = static_cast<double>(clock.MonotonicNs() - begun) / 1e6,
          .cpu_ms = Milliseconds(used.ru_utime) + Milliseconds(used.ru_stime),
          .mb = static_cast<double>(used.ru_maxrss) / 1024,
          .failed = status != 0};
}

}  // namespace

int main(int argc, char** argv) {
  const auto runs = argc > 2 ? plumb::ParseInt(argv[1]).value_or(0) : 0;
  if (runs <= 0) {
    fmt::print(stderr, "usage: timed RUNS COMMAND...\n");
    return 2;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<double> ms;
  Run best{.ms = 1e9, .cpu_ms = 1e9};
  for (int64_t i = 0; i < runs; ++i) {
    const Run run = RunOnce(argv + 2, actions);
    if (run.failed) {
      fmt::print(stderr, "timed: '{}' failed\n", argv[2]);
      return 4;
    }
    ms.push_back(run.ms);
    best.cpu_ms = std::min(best.cpu_ms, run.cpu_ms);
    best.mb = std::max(best.mb, run.mb);
  }
  std::sort(ms.begin(), ms.end());
  fmt::print("{:.2f} {:.2f} {:.2f} {:.1f}\n", ms.front(), ms[ms.size() / 2], best.cpu_ms, best.mb);
}
