// What cron pays: one scrape of 500 series, from the start of a plumb-ingest process until it is on
// the disk. Each run is a fresh process (posix_spawn, wait4); the scrapes follow one another and
// carry changed values. PLUMB_BIN names the folder of the programs to measure.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "made_page.h"

namespace {

namespace fs = std::filesystem;

constexpr int kSeries = 500;
constexpr int kRuns = 300;

std::string Program() {
  if (const char* folder = std::getenv("PLUMB_BIN")) return fmt::format("{}/plumb-ingest", folder);
  return fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "bin/plumb-ingest";
}

struct Cost {
  double wall_us = 0;
  double cpu_us = 0;
  double written = 0;  // bytes that reached a file system, in blocks of 512
};

double Microseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
}

Cost RunOnce(const std::string& program, const fs::path& store, const fs::path& page) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, page.c_str(), O_RDONLY, 0);
  std::vector<std::string> words = {program, "-d", store};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const auto start = std::chrono::steady_clock::now();
  pid_t pid = 0;
  if (posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environ) != 0)
    std::abort();
  int status = 0;
  rusage used{};
  if (wait4(pid, &status, 0, &used) != pid || status != 0) std::abort();
  const std::chrono::duration<double, std::micro> wall = std::chrono::steady_clock::now() - start;
  posix_spawn_file_actions_destroy(&actions);
  return {wall.count(), Microseconds(used.ru_utime) + Microseconds(used.ru_stime),
          static_cast<double>(used.ru_oublock) * 512};
}

double Percentile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(part * static_cast<double>(values.size() - 1))];
}

void OneScrapeAProcess(benchmark::State& state) {
  const std::string program = Program();
  std::string pattern = fs::temp_directory_path() / "plumb-bench-XXXXXX";
  const fs::path folder = mkdtemp(pattern.data());
  std::vector<double> wall;
  std::vector<double> cpu;
  double written = 0;
  for (int run = -2; run < kRuns; ++run) {
    const fs::path page = folder / "page";
    std::ofstream(page) << plumb::tests::MadeBlock(kSeries, run + 2);
    const Cost cost = RunOnce(program, folder / "m.plumb", page);
    if (run < 0) continue;  // the first makes the store
    wall.push_back(cost.wall_us);
    cpu.push_back(cost.cpu_us);
    written += cost.written;
  }
  for (auto _ : state) state.SetIterationTime(Percentile(wall, 0.5) / 1e6);
  state.counters["p50 us"] = Percentile(wall, 0.5);
  state.counters["p90 us"] = Percentile(wall, 0.9);
  state.counters["cpu us"] = Percentile(cpu, 0.5);
  state.counters["written"] = written / kRuns;
  state.counters["file"] = static_cast<double>(fs::file_size(folder / "m.plumb/data.mdb"));
  fs::remove_all(folder);
}
BENCHMARK(OneScrapeAProcess)->Iterations(1)->UseManualTime()->Unit(benchmark::kMicrosecond);

}  // namespace
