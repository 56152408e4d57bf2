// A day of 1000 series like node_exporter's, every 15 s with a jitter of some ms: how fast rows
// become segments, what they take on the disk by table, and how fast they are read back. With
// PLUMB_BENCH_KEEP=FOLDER the two stores, rows.plumb and segments.plumb, are left there.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "bench/node_mix.h"
#include "store/compactor.h"
#include "store/copy.h"
#include "store/reader.h"
#include "store/writer.h"

namespace {

namespace fs = std::filesystem;
namespace store = plumb::store;
using plumb::bench::Mix;
constexpr int kSeries = 1000;
constexpr int kScrapes = 5760;
constexpr plumb::Timestamp kStart = plumb::bench::kMixStart;
constexpr double kSamples = 1.0 * kSeries * kScrapes;

class Day {
 public:
  Day() {
    const char* keep = std::getenv("PLUMB_BENCH_KEEP");
    std::string pattern = fs::temp_directory_path() / "plumb-bench-XXXXXX";
    folder_ = keep != nullptr ? keep : mkdtemp(pattern.data());
    keep_ = keep != nullptr;
    fs::remove_all(folder_ / "rows.plumb");
    fs::remove_all(folder_ / "segments.plumb");
    Fill(Open("rows.plumb"));
    fs::copy(folder_ / "rows.plumb", folder_ / "segments.plumb");
    rows_ = Open("rows.plumb");
    segments_ = Open("segments.plumb");
    plumb::ManualClock clock(kStart + 3 * plumb::kDay);
    const int64_t begun = plumb::SystemClock().MonotonicNs();
    report_ = *store::CompactDue(*segments_, clock, {.bytes = UINT64_MAX});
    compaction_ns_ = static_cast<double>(plumb::SystemClock().MonotonicNs() - begun);
  }
  ~Day() {
    rows_.reset();
    segments_.reset();
    if (!keep_) fs::remove_all(folder_);
  }
  Day(const Day&) = delete;
  Day& operator=(const Day&) = delete;

  static Day& The() {
    static Day day;
    return day;
  }
  const auto& rows() const { return rows_; }
  const auto& segments() const { return segments_; }
  const store::CompactionReport& report() const { return report_; }
  double compaction_ns() const { return compaction_ns_; }
  // Of the pages that are in use, as a compacting copy has them.
  double CopiedBytes() const {
    const fs::path copy = folder_ / "copy";
    if (!store::CopyStore(*segments_, copy).ok()) std::abort();
    const auto bytes = static_cast<double>(fs::file_size(copy / "data.mdb"));
    fs::remove_all(copy);
    return bytes;
  }

 private:
  std::shared_ptr<store::Environment> Open(const char* name) const {
    return *store::Environment::Open(folder_ / name, {.mode = store::OpenMode::kWrite});
  }

  static void Fill(const std::shared_ptr<store::Environment>& environment) {
    store::StoreWriter writer(environment);
    const std::vector<plumb::Timestamp> times = plumb::bench::MixTimes(kScrapes);
    std::vector<Mix> mixes;
    std::vector<store::SeriesHandle> handles;
    for (int i = 0; i < kSeries; ++i) {
      mixes.emplace_back(i);
      handles.push_back(writer.Intern(plumb::bench::MixLabels(i)));
    }
    store::Batch batch;
    for (size_t s = 0; s < times.size(); ++s) {
      store::Block& block = batch.blocks.emplace_back();
      block.target = {"node", "web1:9100", "http://web1:9100/metrics"};
      block.scrape = block.complete = true;
      block.time = times[s];
      for (size_t i = 0; i < mixes.size(); ++i) {
        const double value = mixes[i].Next(i > 0 ? mixes[i - 1].value() : 0);
        block.samples.push_back(
            {.series = handles[i], .time = block.time, .bits = std::bit_cast<uint64_t>(value)});
      }
      if (batch.blocks.size() < 240 && s + 1 < times.size()) continue;
      if (!writer.Commit(batch).ok()) std::abort();
      batch = {};
    }
  }

  fs::path folder_;
  bool keep_ = false;
  std::shared_ptr<store::Environment> rows_;
  std::shared_ptr<store::Environment> segments_;
  store::CompactionReport report_;
  double compaction_ns_ = 0;
};

double Pages(const store::Environment& environment, MDB_dbi table) {
  const auto txn = *environment.BeginRead();
  MDB_stat facts{};
  mdb_stat(txn->get(), table, &facts);
  return static_cast<double>(
      facts.ms_psize * (facts.ms_branch_pages + facts.ms_leaf_pages + facts.ms_overflow_pages));
}

void Transposition(benchmark::State& state) {
  const Day& day = Day::The();
  for (auto _ : state) state.SetIterationTime(day.compaction_ns() / 1e9);
  const auto& tables = day.segments()->tables();
  state.counters["samples/s"] = kSamples / day.compaction_ns() * 1e9;
  state.counters["segments"] = static_cast<double>(day.report().segments);
  state.counters["B/sample in segments"] = static_cast<double>(day.report().bytes) / kSamples;
  state.counters["B/sample seg pages"] = Pages(*day.segments(), tables.seg) / kSamples;
  double index = 0;
  for (const MDB_dbi table : {tables.label, tables.symbol, tables.post, tables.series, tables.shash,
                              tables.target, tables.thash, tables.layout, tables.lhash, tables.fam})
    index += Pages(*day.segments(), table);
  state.counters["index bytes"] = index;
  state.counters["row pages"] = Pages(*day.segments(), tables.row);
  state.counters["B/sample of a copy"] = day.CopiedBytes() / kSamples;
}
BENCHMARK(Transposition)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

// What each run of plumb-ingest pays to find that nothing is due.
void NothingDue(benchmark::State& state) {
  plumb::ManualClock clock(kStart + plumb::kHour / 2);
  const store::TargetId target = 1;
  for (auto _ : state)
    if (!store::CompactDue(*Day::The().rows(), clock, {}, {&target, 1}).ok()) std::abort();
}
BENCHMARK(NothingDue);

// Bytes that this process gave to write(2) and its like so far.
double BytesWritten() {
  std::ifstream facts("/proc/self/io");
  std::string name;
  double value = 0;
  while (facts >> name >> value)
    if (name == "wchar:") return value;
  return 0;
}

// An hour of one node of 500 series as cron has it, each scrape in a commit of its own, and its
// compaction when it is over: what all of that writes.
void WrittenInAnHour(benchmark::State& state) {
  constexpr int kNode = 500;
  constexpr int kHourScrapes = 240;
  std::string pattern = fs::temp_directory_path() / "plumb-bench-XXXXXX";
  const fs::path folder = mkdtemp(pattern.data());
  const auto environment =
      *store::Environment::Open(folder / "m.plumb", {.mode = store::OpenMode::kWrite});
  store::StoreWriter writer(environment);
  std::vector<Mix> mixes;
  std::vector<store::SeriesHandle> handles;
  for (int i = 0; i < kNode; ++i) {
    mixes.emplace_back(i);
    handles.push_back(writer.Intern(plumb::bench::MixLabels(i)));
  }
  double rows = 0;
  double all = 0;
  for (auto _ : state) {
    // The hour before makes the series.
    for (int hour = 0; hour < 2; ++hour) {
      const double before = BytesWritten();
      for (int s = 0; s < kHourScrapes; ++s) {
        store::Batch batch;
        store::Block& block = batch.blocks.emplace_back();
        block.target = {"node", "web1:9100", "http://web1:9100/metrics"};
        block.scrape = block.complete = true;
        block.time = kStart + hour * plumb::kHour + s * plumb::bench::kMixStep;
        for (size_t i = 0; i < mixes.size(); ++i) {
          const double value = mixes[i].Next(i > 0 ? mixes[i - 1].value() : 0);
          block.samples.push_back(
              {.series = handles[i], .time = block.time, .bits = std::bit_cast<uint64_t>(value)});
        }
        if (!writer.Commit(batch).ok()) std::abort();
      }
      rows = BytesWritten() - before;
      plumb::ManualClock clock(kStart + (hour + 1) * plumb::kHour + 2 * plumb::kMinute);
      if (!writer.Compact(clock).ok()) std::abort();
      all = BytesWritten() - before;
    }
  }
  constexpr double kInAnHour = 1.0 * kNode * kHourScrapes;
  state.counters["B/sample as rows"] = rows / kInAnHour;
  state.counters["B/sample with compaction"] = all / kInAnHour;
  fs::remove_all(folder);
}
BENCHMARK(WrittenInAnHour)->Iterations(1)->Unit(benchmark::kMillisecond);

void ReadDay(benchmark::State& state, const std::shared_ptr<store::Environment>& environment,
             plumb::model::Matchers matchers) {
  const plumb::model::TimeRange range{kStart, kStart + plumb::kDay};
  double samples = 0;
  for (auto _ : state) {
    const auto reader = *store::Reader::Of(environment);
    const auto set = *reader->Select({matchers, range});
    for (const auto& batch : set->batches()) {
      const auto columns = set->Read(batch, range);
      if (!columns.ok()) std::abort();
      for (const auto& column : *columns) samples += static_cast<double>(column.values.size());
    }
  }
  state.counters["samples/s"] = benchmark::Counter(samples, benchmark::Counter::kIsRate);
}

plumb::model::Matchers OneSeries() {
  const auto equal = plumb::model::MatchOp::kEqual;
  return {*plumb::model::Matcher::Make("__name__", equal, "node_mix_43_bytes"),
          *plumb::model::Matcher::Make("device", equal, "sd15")};
}

void AllOfRows(benchmark::State& state) {
  ReadDay(state, Day::The().rows(), {});
}
void AllOfSegments(benchmark::State& state) {
  ReadDay(state, Day::The().segments(), {});
}
void OneOfRows(benchmark::State& state) {
  ReadDay(state, Day::The().rows(), OneSeries());
}
void OneOfSegments(benchmark::State& state) {
  ReadDay(state, Day::The().segments(), OneSeries());
}
BENCHMARK(AllOfRows)->Unit(benchmark::kMillisecond);
BENCHMARK(AllOfSegments)->Unit(benchmark::kMillisecond);
BENCHMARK(OneOfRows)->Unit(benchmark::kMillisecond);
BENCHMARK(OneOfSegments)->Unit(benchmark::kMillisecond);

}  // namespace
