// A day of 1000 series like node_exporter's, rolled up: how fast, what the tiers take beside the
// samples, by column, and how fast queries over a tier are beside queries over the samples. The
// counters of the mix are named as counters are.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "bench/node_mix.h"
#include "maintenance/rollup.h"
#include "promql/engine.h"
#include "promql/parser.h"
#include "store/compactor.h"
#include "store/reader.h"
#include "store/segment_table.h"
#include "store/tier.h"
#include "store/writer.h"

namespace {

namespace fs = std::filesystem;
namespace store = plumb::store;
using plumb::bench::Mix;
constexpr int kSeries = 1000;
constexpr int kScrapes = 5760;
constexpr plumb::Timestamp kStart = plumb::bench::kMixStart;
constexpr double kSamples = 1.0 * kSeries * kScrapes;

plumb::model::Labels LabelsOf(int series) {
  const int kind = series % 100;
  const bool counter = (kind >= 40 && kind < 91) || kind >= 98;
  return {{"__name__", counter ? "mix_total" : "mix"},
          {"device", fmt::format("sd{}", series)},
          {"instance", "web1:9100"},
          {"job", "node"}};
}

class Day {
 public:
  Day() {
    std::string pattern = fs::temp_directory_path() / "plumb-bench-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    environment_ =
        *store::Environment::Open(folder_ / "m.plumb", {.mode = store::OpenMode::kWrite});
    Fill();
    plumb::ManualClock clock(kStart + 3 * plumb::kDay);
    compaction_ = *store::CompactDue(*environment_, clock, {.bytes = UINT64_MAX});
    const int64_t begun = plumb::SystemClock().MonotonicNs();
    report_ = *plumb::maintenance::RollUp(*environment_, clock, {.bytes = UINT64_MAX});
    ns_ = static_cast<double>(plumb::SystemClock().MonotonicNs() - begun);
  }
  ~Day() {
    environment_.reset();
    fs::remove_all(folder_);
  }
  Day(const Day&) = delete;
  Day& operator=(const Day&) = delete;

  static Day& The() {
    static Day day;
    return day;
  }
  const auto& environment() const { return environment_; }
  const auto& compaction() const { return compaction_; }
  double ns() const { return ns_; }

 private:
  void Fill() {
    store::StoreWriter writer(environment_);
    std::vector<Mix> mixes;
    std::vector<store::SeriesHandle> handles;
    for (int i = 0; i < kSeries; ++i) {
      mixes.emplace_back(i);
      handles.push_back(writer.Intern(LabelsOf(i)));
    }
    store::Batch batch;
    batch.families.push_back({.metric = "mix", .type = plumb::model::MetricType::kGauge});
    for (const plumb::Timestamp time : plumb::bench::MixTimes(kScrapes)) {
      store::Block& block = batch.blocks.emplace_back();
      block.target = {"node", "web1:9100", "http://web1:9100/metrics"};
      block.scrape = block.complete = true;
      block.time = time;
      for (size_t i = 0; i < mixes.size(); ++i) {
        const double value = mixes[i].Next(i > 0 ? mixes[i - 1].value() : 0);
        block.samples.push_back(
            {.series = handles[i], .time = time, .bits = std::bit_cast<uint64_t>(value)});
      }
      if (batch.blocks.size() < 240) continue;
      if (!writer.Commit(batch).ok()) std::abort();
      batch = {};
    }
    auto write = environment_->BeginWrite();
    if (!store::SaveRetentionRules(*write->txn, environment_->tables(),
                                   {{.selector = "",
                                     .raw = {},
                                     .rollups = {{5 * plumb::kMinute, {}}, {plumb::kHour, {}}}}})
             .ok() ||
        !write->txn->Commit().ok())
      std::abort();
  }

  fs::path folder_;
  std::shared_ptr<store::Environment> environment_;
  store::CompactionReport compaction_;
  plumb::maintenance::RollupReport report_;
  double ns_ = 0;
};

double BytesOf(const store::Environment& environment, store::Level level) {
  const auto txn = *environment.BeginRead();
  auto cursor = *store::Cursor::Open(*txn, environment.tables().seg);
  double bytes = 0;
  for (bool more = *cursor.First(); more; more = *cursor.Next())
    if (store::DecodeSegmentKey(cursor.key()).level == level)
      bytes += static_cast<double>(cursor.value().size());
  return bytes;
}

void Build(benchmark::State& state) {
  const Day& day = Day::The();
  for (auto _ : state) state.SetIterationTime(day.ns() / 1e9);
  const auto raw = static_cast<double>(day.compaction().bytes);
  state.counters["samples/s"] = kSamples / day.ns() * 1e9;
  state.counters["raw B"] = raw;
  constexpr std::array kNames = {"samples", "min", "max", "sum", "count"};
  for (const store::Tier& tier : store::kTiers) {
    const std::string name = plumb::FormatDuration(tier.resolution);
    double all = 0;
    for (const store::TierColumn column : store::kTierColumns) {
      const double bytes = BytesOf(*day.environment(), tier.LevelOf(column));
      state.counters[name + " " + kNames[static_cast<size_t>(column)] + " B"] = bytes;
      all += bytes;
    }
    state.counters[name + " % of raw"] = all / raw * 100;
  }
}
BENCHMARK(Build)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

void Query(benchmark::State& state, const std::string& text, plumb::DurationMs tier) {
  const auto expr = *plumb::promql::ParseExpression(text);
  for (auto _ : state) {
    const auto reader = *store::Reader::Of(Day::The().environment());
    const auto result = plumb::promql::Evaluate(*expr, *reader,
                                                {.start = kStart + plumb::kHour,
                                                 .end = kStart + plumb::kDay,
                                                 .step = plumb::kHour,
                                                 .text = text},
                                                {.tier = tier});
    if (!result.ok() || result->series.empty()) std::abort();
  }
}
BENCHMARK_CAPTURE(Query, rate_of_samples, "sum(rate(mix_total[1h]))", 0)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Query, rate_of_5m, "sum(rate(mix_total[1h]))", 5 * plumb::kMinute)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Query, rate_of_1h, "sum(rate(mix_total[1h]))", plumb::kHour)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Query, max_of_samples, "sum(max_over_time(mix[1h]))", 0)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Query, max_of_5m, "sum(max_over_time(mix[1h]))", 5 * plumb::kMinute)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Query, max_of_1h, "sum(max_over_time(mix[1h]))", plumb::kHour)
    ->Unit(benchmark::kMillisecond);

}  // namespace
