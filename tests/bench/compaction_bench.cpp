// How fast a backlog of rows becomes segments: many targets with few series, and few with many. The
// longest time that a writer has to wait meanwhile is shown too.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include <fmt/format.h>

#include "maintenance/upkeep.h"
#include "store/writer.h"

namespace plumb {
namespace {

constexpr Timestamp kStart = 1'795'046'400'000;  // of a day
constexpr DurationMs kStep = kMinute;

class Backlog {
 public:
  // `hours` of scrapes of all targets.
  Backlog(int targets, int series, int hours) : series_(series) {
    std::string pattern = std::filesystem::temp_directory_path() / "plumb-bench-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    environment_ =
        *store::Environment::Open(folder_ / "m.plumb", {.mode = store::OpenMode::kWrite});
    store::StoreWriter writer(environment_);
    for (int target = 0; target < targets; ++target) Intern(writer, target);
    const auto steps = static_cast<int>(hours * kHour / kStep);
    // An hour of all targets a transaction.
    store::Batch batch;
    for (int step = 0; step < steps; ++step) {
      for (int target = 0; target < targets; ++target) batch.blocks.push_back(Scrape(target, step));
      if (batch.blocks.size() * static_cast<size_t>(series) < 200'000 && step + 1 < steps) continue;
      if (!writer.Commit(batch).ok()) std::abort();
      batch = {};
    }
  }
  ~Backlog() {
    environment_.reset();
    std::filesystem::remove_all(folder_);
  }
  [[nodiscard]] store::Environment& environment() const { return *environment_; }

 private:
  void Intern(store::StoreWriter& writer, int target) {
    for (int i = 0; i < series_; ++i)
      handles_.push_back(writer.Intern({{"__name__", fmt::format("metric_{}", i)},
                                        {"instance", fmt::format("web{}", target)},
                                        {"job", "node"}}));
  }
  [[nodiscard]] store::Block Scrape(int target, int step) const {
    const Timestamp time = kStart + step * kStep + target;
    store::Block block{.target = {"node", fmt::format("web{}", target), "http://x/metrics"},
                       .scrape = true,
                       .time = time,
                       .complete = true};
    for (int i = 0; i < series_; ++i) {
      const double value = i % 3 == 0 ? i : 0.5 * step * (i % 7);
      block.samples.push_back({.series = handles_[static_cast<size_t>(target * series_ + i)],
                               .time = time,
                               .bits = std::bit_cast<uint64_t>(value)});
    }
    return block;
  }

  int series_;
  std::filesystem::path folder_;
  std::shared_ptr<store::Environment> environment_;
  std::vector<store::SeriesHandle> handles_;
};

// Takes the writer's place again and again, and knows how long it waited at most.
class Waiter {
 public:
  explicit Waiter(store::Environment& environment)
      : thread_([this, &environment](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            const int64_t before = SystemClock().MonotonicNs();
            if (!environment.BeginWrite().ok()) std::abort();
            longest_ = std::max(longest_, SystemClock().MonotonicNs() - before);
            SystemClock().SleepUntil(SystemClock().Now() + 20);
          }
        }) {}
  double Stop() {
    thread_.request_stop();
    thread_.join();
    return static_cast<double>(longest_) * 1e-6;
  }

 private:
  int64_t longest_ = 0;
  std::jthread thread_;
};

void Compact(benchmark::State& state) {
  const Backlog backlog(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)),
                        static_cast<int>(state.range(2)));
  ManualClock then(kStart + 2 * kDay);
  store::CompactionReport report;
  double wait = 0;
  for (auto _ : state) {
    Waiter waiter(backlog.environment());
    report = maintenance::RunUpkeep(backlog.environment(), then, {})->compaction;
    wait = waiter.Stop();
  }
  state.counters["samples/s"] =
      benchmark::Counter(static_cast<double>(report.samples), benchmark::Counter::kIsRate);
  state.counters["periods"] = static_cast<double>(report.periods);
  state.counters["longest wait ms"] = wait;
}

BENCHMARK(Compact)
    ->Args({1000, 20, 24})
    ->Args({10, 2000, 24})
    ->Args({1, 100'000, 1})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace plumb
