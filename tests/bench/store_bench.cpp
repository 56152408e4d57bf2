// How fast samples go into a store through the sink, and come out by columns.

#include <benchmark/benchmark.h>

#include <filesystem>

#include "formats/exposition.h"
#include "ingest/store_sink.h"
#include "made_page.h"
#include "store/reader.h"

namespace {

using plumb::Timestamp;
using plumb::model::Labels;

constexpr Timestamp kStart = 1'795'000'000'000;
constexpr Timestamp kStep = 15'000;

class TempStore {
 public:
  TempStore() {
    std::string pattern = std::filesystem::temp_directory_path() / "plumb-bench-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    environment_ = *plumb::store::Environment::Open(folder_ / "m.plumb",
                                                    {.mode = plumb::store::OpenMode::kWrite});
  }
  ~TempStore() {
    environment_.reset();
    std::filesystem::remove_all(folder_);
  }
  [[nodiscard]] const auto& environment() const { return environment_; }
  [[nodiscard]] uint64_t bytes() const {
    return std::filesystem::file_size(folder_ / "m.plumb/data.mdb");
  }

 private:
  std::filesystem::path folder_;
  std::shared_ptr<plumb::store::Environment> environment_;
};

std::vector<Labels> MakeSeries(int count) {
  std::vector<Labels> series;
  for (int i = 0; i < count; ++i)
    series.push_back({{"__name__", "node_metric_" + std::to_string(i / 10)},
                      {"instance", "web1:9100"},
                      {"job", "node"},
                      {"device", "sd" + std::to_string(i % 10)}});
  return series;
}

// `scrapes` scrapes of all series, as plumb-ingest hands them to its sink.
void Fill(const TempStore& store, const std::vector<Labels>& series, int scrapes) {
  plumb::store::StoreWriter writer(store.environment());
  plumb::formats::RejectLog rejects;
  plumb::ingest::StoreSink sink(&writer, plumb::SystemClock(), {}, rejects);
  for (int s = 0; s < scrapes; ++s) {
    const Timestamp time = kStart + s * kStep;
    plumb::model::ScrapeBlock block{.job = "node", .instance = "web1:9100", .time = time};
    block.samples = series.size();
    if (!sink.OnScrape(block).ok()) std::abort();
    for (const Labels& labels : series)
      if (!sink.OnSample({.labels = labels, .time = time, .value = s * 0.25}).ok()) std::abort();
  }
  if (!sink.Finish().ok()) std::abort();
}

void SinkToStore(benchmark::State& state) {
  const auto series = MakeSeries(static_cast<int>(state.range(0)));
  const auto scrapes = static_cast<int>(state.range(1));
  uint64_t bytes = 0;
  for (auto _ : state) {
    const TempStore store;
    Fill(store, series, scrapes);
    bytes = store.bytes();
  }
  const auto samples = static_cast<double>(series.size()) * scrapes;
  state.counters["samples/s"] = benchmark::Counter(
      samples * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  state.counters["bytes/sample"] = static_cast<double>(bytes) / samples;
}
// Fresh pages of one target, text to store in one process; with and without hints.
void PagesToStore(benchmark::State& state) {
  constexpr int kSeries = 500;
  constexpr int kPages = 2000;
  std::string text;
  for (int n = 0; n < kPages; ++n) text += plumb::tests::MadeBlock(kSeries, n);
  uint64_t hinted = 0;
  for (auto _ : state) {
    const TempStore store;
    plumb::store::StoreWriter writer(store.environment());
    plumb::formats::RejectLog rejects;
    plumb::ingest::StoreSink sink(&writer, plumb::SystemClock(), {}, rejects);
    plumb::formats::ExpositionOptions options{.known_metadata = false};
    if (state.range(0) != 0) options.hints = sink.HintsFor(options.level);
    if (!plumb::formats::ReadExposition(text, options, sink, rejects).ok() || !sink.Finish().ok())
      std::abort();
    hinted = sink.hinted();
  }
  state.counters["hinted"] = static_cast<double>(hinted);
  state.counters["samples/s"] =
      benchmark::Counter(1.0 * kSeries * kPages * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate);
}
BENCHMARK(PagesToStore)->ArgName("hints")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

BENCHMARK(SinkToStore)
    ->Args({500, 2000})
    ->Args({10'000, 200})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void ReadEverything(benchmark::State& state) {
  const auto series = MakeSeries(static_cast<int>(state.range(0)));
  const TempStore store;
  Fill(store, series, 5760);
  const plumb::model::TimeRange range{kStart, kStart + plumb::kDay};
  for (auto _ : state) {
    const auto reader = *plumb::store::Reader::Of(store.environment());
    const auto set = *reader->Select({{}, range});
    for (const auto& batch : set->batches()) {
      const auto columns = set->Read(batch, range);
      if (!columns.ok()) std::abort();
      benchmark::DoNotOptimize(columns->data());
    }
  }
  state.counters["samples/s"] = benchmark::Counter(
      static_cast<double>(series.size()) * 5760 * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate);
}
BENCHMARK(ReadEverything)->Arg(100)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
