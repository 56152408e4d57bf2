// many_hours HOURS: weeks of a store's life in one process, by a clock that is turned by hand.
//
// 200 series are scraped every 15 seconds, some of them new each day; each hour does what is due.
// Samples are kept for 12 of 100 hours, their rollups for 60. Once all of these have gone for the
// first time the file may not grow by more than a tenth: what is freed is used again.

#include <filesystem>

#include <fmt/core.h>
#include <unistd.h>

#include "base/number.h"
#include "maintenance/upkeep.h"
#include "store/reader.h"
#include "store/tier.h"
#include "store/usage.h"
#include "store/verify.h"
#include "store/writer.h"

namespace plumb::crash {
namespace {

constexpr int kSeries = 200;
constexpr int kNewEachDay = 10;  // of them
constexpr DurationMs kInterval = 15 * kSecond;
// As many scrapes as one commit takes: 96 000 times a full sync would be all this measures.
constexpr int kScrapesOfCommit = 60;
constexpr int64_t kScrapesOfHour = kHour / kInterval;
constexpr int kLines = 10;
constexpr uint64_t kMapSize = uint64_t{1} << 30;
constexpr double kMostGrowth = 1.1;
// A midnight.
constexpr Timestamp kStart = 1'795'046'400'000;

uint64_t CountWindows(store::Snapshot& snapshot) {
  uint64_t windows = 0;
  auto cursor = store::Cursor::Open(*snapshot.txn, snapshot.tables().seg);
  PLUMB_ASSERT(cursor.ok());
  for (auto more = cursor->First(); more.ok() && *more; more = cursor->Next()) {
    const store::SegmentKey key = store::DecodeSegmentKey(cursor->key());
    const store::Tier* tier = store::TierOf(key.level);
    if (tier == nullptr || key.level != tier->LevelOf(store::TierColumn::kCount)) continue;
    const auto view = encoding::SegmentView::Parse(cursor->value(), key.first);
    PLUMB_ASSERT(view.has_value());
    for (size_t i = 0; i < view->entries().size(); ++i)
      windows += view->CountSamples(i).value_or(0);
  }
  return windows;
}

class ManyHours {
 public:
  ManyHours(std::shared_ptr<store::Environment> environment, int64_t hours)
      : environment_(std::move(environment)),
        writer_(environment_),
        hours_(hours),
        raw_(hours * kHour * 12 / 100),
        rolled_(hours * kHour * 60 / 100) {}

  // 0 if all went as it should.
  Result<int> Run() {
    PLUMB_TRY(SaveRules());
    // Rollups go by the day, when all of it is too old.
    const int64_t horizon = (rolled_ + kDay) / kHour + 1;
    fmt::print(" hour  file KiB  live KiB     samples     windows  series\n");
    for (hour_ = 1; hour_ <= hours_; ++hour_) {
      PLUMB_TRY(WriteHour());
      clock_.Advance(kHour);
      PLUMB_ASSIGN(const auto report, maintenance::RunUpkeep(*environment_, clock_, {}));
      if (!report.done()) Problem("upkeep is not done");
      if (hour_ == horizon) {
        PLUMB_ASSIGN(full_, Measure());
      }
      if (hour_ % std::max(hours_ / kLines, int64_t{1}) == 0 || hour_ == hours_) PLUMB_TRY(Look());
    }
    return Judge(horizon);
  }

 private:
  Status SaveRules() {
    PLUMB_ASSIGN(auto write, environment_->BeginWrite());
    PLUMB_TRY(store::SaveRetentionRules(
        *write.txn, environment_->tables(),
        {{.selector = "", .raw = raw_, .rollups = {{5 * kMinute, rolled_}}}}));
    return write.txn->Commit();
  }

  Status WriteHour() {
    for (int64_t scrape = 0; scrape < kScrapesOfHour; scrape += kScrapesOfCommit) {
      store::Batch batch;
      for (int i = 0; i < kScrapesOfCommit; ++i)
        batch.blocks.push_back(MakeBlock(clock_.Now() + (scrape + i) * kInterval));
      PLUMB_TRY(writer_.Commit(batch));
    }
    return Ok();
  }

  // Counters at different paces, gauges of few and of many digits.
  static double ValueOf(int series, Timestamp time) {
    const auto step = static_cast<uint64_t>(time / kInterval) + static_cast<uint64_t>(series);
    const uint64_t noise = step * 0x9e3779b97f4a7c15 >> 40;
    if (series % 3 == 0) return static_cast<double>(step * static_cast<uint64_t>(series + 1));
    if (series % 3 == 1) return static_cast<double>(noise % 1000) / 10;
    return static_cast<double>(noise) * 0x1p-24;
  }

  store::Block MakeBlock(Timestamp time) {
    store::Block block{
        .target = {.job = "node", .instance = "web1", .address = "http://web1:9100/metrics"},
        .scrape = true,
        .time = time,
        .complete = true};
    const std::string day = fmt::format("{}", (time - kStart) / kDay);
    for (int series = 0; series < kSeries; ++series) {
      const bool is_new = series < kNewEachDay;
      const model::Labels labels = {
          {"__name__", series % 3 == 0 ? "hours_requests_total" : "hours_load"},
          {"instance", "web1"},
          {"job", "node"},
          {"pod", is_new ? day : ""},
          {"series", fmt::format("{}", series)}};
      block.samples.push_back({.series = writer_.Intern(labels),
                               .time = time,
                               .bits = std::bit_cast<uint64_t>(ValueOf(series, time))});
    }
    return block;
  }

  Result<store::Usage> Measure() {
    PLUMB_ASSIGN(const auto snapshot, store::Snapshot::Take(environment_));
    const std::lock_guard guard(snapshot->mutex);
    return store::MeasureUsage(*snapshot);
  }

  // A line of the table, of a store that fits together.
  Status Look() {
    PLUMB_ASSIGN(const store::Usage usage, Measure());
    PLUMB_ASSIGN(const auto snapshot, store::Snapshot::Take(environment_));
    PLUMB_ASSIGN(const store::VerifyReport report, store::Verify(*snapshot));
    for (const std::string& problem : report.problems) Problem(problem);
    fmt::print("{:>5} {:>9} {:>9} {:>11} {:>11} {:>7}\n", hour_, usage.file_bytes / 1024,
               (usage.file_bytes - usage.free_bytes) / 1024, report.samples,
               CountWindows(*snapshot), report.series);
    samples_ = report.samples;
    file_bytes_ = usage.file_bytes;
    return Ok();
  }

  int Judge(int64_t horizon) {
    // A day is rolled up when it is over, and its samples wait for that.
    const auto each_hour = static_cast<uint64_t>(kSeries * kScrapesOfHour);
    const auto kept = static_cast<uint64_t>(raw_ / kHour) * each_hour;
    if (samples_ < kept || samples_ > kept + 26 * each_hour)
      Problem(fmt::format("there are {} samples, {} or a day more are to be kept", samples_, kept));
    if (full_.file_bytes > 0) {
      const double growth =
          static_cast<double>(file_bytes_) / static_cast<double>(full_.file_bytes);
      fmt::print("from hour {} on the file became {:.2f} times as large\n", horizon, growth);
      if (growth > kMostGrowth) Problem("the file grows on");
    }
    return problems_;
  }

  void Problem(const std::string& problem) {
    ++problems_;
    fmt::print("  hour {}: {}\n", hour_, problem);
  }

  std::shared_ptr<store::Environment> environment_;
  store::StoreWriter writer_;
  ManualClock clock_{kStart};
  int64_t hours_;
  DurationMs raw_;
  DurationMs rolled_;
  int64_t hour_ = 0;
  store::Usage full_;        // when all that expires had expired for the first time
  uint64_t samples_ = 0;     // at the last look
  uint64_t file_bytes_ = 0;  // then
  int problems_ = 0;
};

Result<int> RunIn(const std::string& folder, int64_t hours) {
  PLUMB_ASSIGN(auto environment,
               store::Environment::Open(folder + "/m.plumb",
                                        {.mode = store::OpenMode::kWrite, .map_size = kMapSize}));
  return ManyHours(std::move(environment), hours).Run();
}

int Main(int argc, char** argv) {
  const auto hours = argc == 2 ? ParseInt(argv[1]) : std::nullopt;
  if (!hours || *hours < 100) {
    fmt::print(stderr, "usage: many_hours HOURS, 100 at least\n");
    return 2;
  }
  std::string folder = std::filesystem::temp_directory_path() / "plumb-hours-XXXXXX";
  PLUMB_ASSERT(mkdtemp(folder.data()) != nullptr);
  const auto problems = RunIn(folder, *hours);
  std::filesystem::remove_all(folder);
  if (!problems.ok()) fmt::print("many_hours: {}\n", problems.error().message);
  return problems.ok() && *problems == 0 ? 0 : 1;
}

}  // namespace
}  // namespace plumb::crash

int main(int argc, char** argv) {
  return plumb::crash::Main(argc, argv);
}
