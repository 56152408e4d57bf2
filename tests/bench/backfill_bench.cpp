// Where the time of a backfill goes once its text is parsed: a day of 1000 series into the buffer
// (spilled in a second thread where it is large), out of it in order, and into a store.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "bench/node_mix.h"
#include "ingest/backfill_buffer.h"
#include "store/writer.h"

namespace {

namespace fs = std::filesystem;
namespace store = plumb::store;
using plumb::Timestamp;
using plumb::ingest::BackfillBuffer;

constexpr int kSeries = 1000;
constexpr int kScrapes = 5760;
constexpr Timestamp kNow = plumb::bench::kMixStart + 10 * plumb::kDay;
enum Order { kBySeries, kByTime };

// The day in the order in which a file would have it.
std::vector<store::BackfillSample> MakeDay(Order order) {
  const std::vector<Timestamp> times = plumb::bench::MixTimes(kScrapes);
  std::vector<plumb::bench::Mix> mixes;
  for (int i = 0; i < kSeries; ++i) mixes.emplace_back(i);
  std::vector<store::BackfillSample> day(size_t{kSeries} * kScrapes);
  for (size_t t = 0; t < times.size(); ++t)
    for (size_t i = 0; i < mixes.size(); ++i) {
      const double value = mixes[i].Next(i > 0 ? mixes[i - 1].value() : 0);
      const size_t at = order == kBySeries ? i * times.size() + t : t * mixes.size() + i;
      day[at] = {.time = times[t],
                 .bits = std::bit_cast<uint64_t>(value),
                 .series = static_cast<store::SeriesHandle>(i)};
    }
  return day;
}

class Folder {
 public:
  Folder() {
    std::string pattern = fs::temp_directory_path() / "plumb-bench-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// What the stages took, in seconds.
class Stages {
 public:
  template <typename Work>
  auto Time(const char* stage, Work work) {
    const int64_t begun = plumb::SystemClock().MonotonicNs();
    auto result = work();
    seconds_[stage] += static_cast<double>(plumb::SystemClock().MonotonicNs() - begun) / 1e9;
    return result;
  }
  void Tell(benchmark::State& state) const {
    for (const auto& [stage, seconds] : seconds_)
      state.counters[stage] = seconds / static_cast<double>(state.iterations());
  }

 private:
  std::map<std::string, double> seconds_;
};

void Backfill(benchmark::State& state, Order order) {
  const auto day = MakeDay(order);
  Stages stages;
  for (auto _ : state) {
    const Folder folder;
    store::StoreWriter writer(
        *store::Environment::Open(folder.path() / "m.plumb", {.mode = store::OpenMode::kWrite}));
    for (int i = 0; i < kSeries; ++i) writer.Intern(plumb::bench::MixLabels(i));
    BackfillBuffer buffer(folder.path());
    stages.Time("1 buffer s", [&] {
      for (const store::BackfillSample& sample : day)
        if (!buffer.Add(sample, 0).ok()) std::abort();
      return 0;
    });
    while (true) {
      store::BackfillBatch batch;
      const auto more = stages.Time("2 merge s", [&] {
        return buffer.NextBatch({{"node", "web0:9100", ""}}, batch);
      });
      if (!more.ok()) std::abort();
      if (!*more) break;
      const auto report =
          stages.Time("3 write s", [&] { return writer.CommitBackfill(batch, kNow); });
      if (!report.ok()) std::abort();
    }
  }
  stages.Tell(state);
  state.counters["samples/s"] =
      benchmark::Counter(static_cast<double>(day.size()) * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(Backfill, series_by_series, kBySeries)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(Backfill, time_by_time, kByTime)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
