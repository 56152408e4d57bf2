// One pass over 50 alert expressions: each looks at a metric of its own, 2000 series of 100
// targets, so that the pass looks at all 100k series of the store. The last five minutes are rows,
// as they were scraped.
#include <benchmark/benchmark.h>

#include <bit>
#include <filesystem>

#include <fmt/format.h>

#include "base/heap.h"
#include "promql/engine.h"
#include "promql/parser.h"
#include "store/reader.h"
#include "store/writer.h"

namespace {

namespace fs = std::filesystem;
namespace store = plumb::store;
using plumb::Timestamp;

constexpr int kTargets = 100;
constexpr int kMetrics = 50;
constexpr int kSeriesOfMetric = 20;  // a target
constexpr int kScrapes = 24;
constexpr Timestamp kStart = 1'795'046'400'000;
constexpr Timestamp kStep = 15'000;
constexpr Timestamp kNow = kStart + kScrapes * kStep;

class Fleet {
 public:
  Fleet() {
    plumb::PrepareHeap();  // as the tools do
    std::string pattern = fs::temp_directory_path() / "plumb-bench-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    environment_ =
        *store::Environment::Open(folder_ / "m.plumb", {.mode = store::OpenMode::kWrite});
    Fill();
  }
  ~Fleet() {
    environment_.reset();
    fs::remove_all(folder_);
  }
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  static Fleet& The() {
    static Fleet fleet;
    return fleet;
  }
  [[nodiscard]] const auto& environment() const { return environment_; }

 private:
  static plumb::model::Labels LabelsOf(int target, int metric, int part) {
    return {{"__name__", fmt::format("metric_{}_total", metric)},
            {"instance", fmt::format("web{}:9100", target)},
            {"job", "node"},
            {"part", std::to_string(part)}};
  }

  void Fill() {
    store::StoreWriter writer(environment_);
    std::vector<std::vector<store::SeriesHandle>> handles(kTargets);
    for (int target = 0; target < kTargets; ++target)
      for (int metric = 0; metric < kMetrics; ++metric)
        for (int part = 0; part < kSeriesOfMetric; ++part)
          handles[static_cast<size_t>(target)].push_back(
              writer.Intern(LabelsOf(target, metric, part)));
    for (int scrape = 0; scrape < kScrapes; ++scrape) {
      store::Batch batch;
      for (int target = 0; target < kTargets; ++target) {
        const std::string instance = fmt::format("web{}:9100", target);
        store::Block& block = batch.blocks.emplace_back();
        block.target = {"node", instance, fmt::format("http://{}/metrics", instance)};
        block.scrape = block.complete = true;
        block.time = kStart + scrape * kStep + target * 100;
        for (const store::SeriesHandle handle : handles[static_cast<size_t>(target)]) {
          const double value = 100.0 * scrape + target;
          block.samples.push_back(
              {.series = handle, .time = block.time, .bits = std::bit_cast<uint64_t>(value)});
        }
      }
      if (!writer.Commit(batch).ok()) std::abort();
    }
  }

  fs::path folder_;
  std::shared_ptr<store::Environment> environment_;
};

// What alerts are made of, over metric `i`.
std::string Expression(int kind, int i) {
  const std::string metric = fmt::format("metric_{}_total", i);
  switch (kind) {
    case 0:
      return metric + " > 1e9";
    case 1:
      return fmt::format("rate({}[5m]) > 1e6", metric);
    case 2:
      return fmt::format("sum by (instance) (rate({}[5m])) > 1e6", metric);
    case 3:
      return fmt::format("sum(increase({}[5m])) < 1", metric);
    default:
      return fmt::format("max_over_time({}[5m]) - min_over_time({}[5m]) > 1e6", metric, metric);
  }
}

constexpr int kKinds = 5;

void Pass(benchmark::State& state, int first_kind, int kinds) {
  std::vector<plumb::promql::ExprPtr> expressions;
  for (int i = 0; i < kMetrics; ++i)
    expressions.push_back(*plumb::promql::ParseExpression(Expression(first_kind + i % kinds, i)));
  const auto reader = *store::Reader::Of(Fleet::The().environment());
  for (auto _ : state)
    for (const auto& expr : expressions) {
      const auto result = plumb::promql::Evaluate(*expr, *reader, {.start = kNow, .end = kNow}, {});
      if (!result.ok() || !result->series.empty()) state.SkipWithError("an alert fires");
    }
  state.counters["series/s"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * kTargets * kMetrics * kSeriesOfMetric,
      benchmark::Counter::kIsRate);
}

void AllKinds(benchmark::State& state) {
  Pass(state, 0, kKinds);
}
void OneKind(benchmark::State& state) {
  Pass(state, static_cast<int>(state.range(0)), 1);
}

BENCHMARK(AllKinds)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK(OneKind)
    ->DenseRange(0, kKinds - 1)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime();

}  // namespace
