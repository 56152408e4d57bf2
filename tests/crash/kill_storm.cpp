// kill_storm BIN KILLS SEED: writers and readers of one store, killed at random moments.
//
// Four plumb-ingest --ack are fed blocks, four plumb-query ask all the time. Writers, and readers
// inside their transactions, get kill -9 and are started again at once. After each kill the store
// must be whole and have every acknowledged block with all its values, and no query may fail, go
// back, or miss what was acknowledged before it began. The plan (what is written, who is killed and
// after how long) follows from the seed.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <random>

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include "base/number.h"
#include "crash/storm_reader.h"
#include "crash/storm_writer.h"
#include "crash/test_folder.h"

namespace plumb::crash {
namespace {

constexpr int kWriters = 4;
constexpr int kReaders = 4;
// How long a writer may work between two kills.
constexpr int kShortestPauseMs = 2;
constexpr int kLongestPauseMs = 60;
// Blocks this far back are looked at after each kill; all of them are at the end.
constexpr uint32_t kRecentBlocks = 50;
// A writer that waits longer than plumb-ingest's own deadline was blocked by somebody's lock.
constexpr std::chrono::seconds kBlocked{15};

class Storm {
 public:
  Storm(std::string bin, std::string store, uint64_t seed)
      : bin_(std::move(bin)), store_(std::move(store)), seed_(seed), random_(seed) {
    constexpr Load kLoads[kWriters] = {Load::kSteady, Load::kShared, Load::kChurn, Load::kLoose};
    for (int i = 0; i < kWriters; ++i)
      writers_.emplace_back(Writer{i, kLoads[i], seed}, bin_ + "/plumb-ingest", store_);
    for (int i = 0; i < kReaders; ++i) readers_.emplace_back(bin_ + "/plumb-query", store_);
  }

  // 0 if all went as it should.
  int Run(int kills) {
    const auto begin = Clock::now();
    for (StormWriter& writer : writers_) writer.Start();
    RunUntil([&] { return AllAcknowledged(); });
    while (kills_ < kills && problems_.empty()) {
      const auto until =
          Clock::now() + std::chrono::milliseconds(Between(kShortestPauseMs, kLongestPauseMs));
      RunUntil([&] { return Clock::now() >= until; });
      KillSome();
      Check(kRecentBlocks);
    }
    Finish();
    const StoreCheck last = Check(UINT32_MAX);
    Report(last, std::chrono::duration<double>(Clock::now() - begin).count());
    return problems_.empty() ? 0 : 1;
  }

 private:
  using Clock = std::chrono::steady_clock;

  int Between(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<uint64_t>(high - low + 1));
  }

  [[nodiscard]] bool AllAcknowledged() const {
    return std::all_of(writers_.begin(), writers_.end(), [](const StormWriter& writer) {
      return writer.ledger().NewestAcknowledged() >= 0;
    });
  }

  // Feeds writers, hears readers, until `done` or a problem.
  template <typename Done>
  void RunUntil(Done done) {
    auto progress = Clock::now();
    while (!done() && problems_.empty()) {
      std::vector<pollfd> outputs;
      for (const StormWriter& writer : writers_) outputs.push_back({writer.output(), POLLIN, 0});
      for (const StormReader& reader : readers_) outputs.push_back({reader.output(), POLLIN, 0});
      poll(outputs.data(), outputs.size(), 1);
      for (StormWriter& writer : writers_) {
        if (writer.Hear(problems_)) progress = Clock::now();
        if (feeding_) writer.Feed();
      }
      for (StormReader& reader : readers_) HearReader(reader);
      if (Clock::now() - progress > kBlocked) problems_.push_back("no writer gets on");
    }
  }

  void HearReader(StormReader& reader) {
    reader.Hear(seen_, problems_);
    if (reader.running() || !feeding_ || !AllAcknowledged()) return;
    Seen floor = seen_;
    for (const StormWriter& writer : writers_) floor.Raise(writer.ledger());
    reader.Start(floor);
  }

  void KillSome() {
    StormWriter& writer = writers_[random_() % writers_.size()];
    writer.Kill(random_() % 2 == 0 ? StormWriter::Unsure::kSendAgain : StormWriter::Unsure::kForget,
                problems_);
    writer.Start();
    ++kills_;
    if (random_() % 2 == 0) return;
    readers_[random_() % readers_.size()].Kill();
    ++reader_kills_;
  }

  // Looks at the newest `recent` blocks.
  StoreCheck Check(uint32_t recent) {
    std::vector<const Ledger*> ledgers;
    size_t first = SIZE_MAX;
    for (const StormWriter& writer : writers_) {
      ledgers.push_back(&writer.ledger());
      first = std::min(first, writer.ledger().acknowledged.size());
    }
    const uint32_t first_block = first > recent ? static_cast<uint32_t>(first) - recent : 0;
    auto check = CheckStore(store_, ledgers, first_block);
    ++checks_;
    if (!check.ok()) {
      problems_.push_back(check.error().message);
      return {};
    }
    if (check->problems.empty())
      ++clean_;
    else
      problems_.insert(problems_.end(), check->problems.begin(), check->problems.end());
    return *check;
  }

  // No more input: everything that was sent is acknowledged, and the writers end well.
  void Finish() {
    feeding_ = false;
    RunUntil([&] {
      return std::all_of(writers_.begin(), writers_.end(),
                         [](const StormWriter& writer) { return writer.idle(); }) &&
             std::none_of(readers_.begin(), readers_.end(),
                          [](const StormReader& reader) { return reader.running(); });
    });
    for (StormWriter& writer : writers_) writer.Finish(problems_);
  }

  void Report(const StoreCheck& last, double seconds) {
    for (const std::string& problem : problems_) fmt::print("  {}\n", problem);
    uint64_t queries = 0;
    for (const StormReader& reader : readers_) queries += reader.latencies().size();
    fmt::print(
        "kill_storm: seed {}: killed {} writers and {} readers; {} of {} acknowledged blocks "
        "present ({} samples); clean {} of {} times; {} queries; {} KiB; {:.1f} s\n",
        seed_, kills_, reader_kills_, last.present, last.acknowledged, last.samples, clean_,
        checks_, queries, std::filesystem::file_size(store_ + "/data.mdb") / 1024, seconds);
  }

  std::string bin_;
  std::string store_;
  uint64_t seed_;
  std::mt19937_64 random_;
  std::vector<StormWriter> writers_;
  std::vector<StormReader> readers_;
  Seen seen_;
  bool feeding_ = true;
  int kills_ = 0;
  int reader_kills_ = 0;
  int checks_ = 0;
  int clean_ = 0;
  std::vector<std::string> problems_;
};

int Main(int argc, char** argv) {
  const auto kills = argc == 4 ? ParseInt(argv[2]) : std::nullopt;
  const auto seed = argc == 4 ? ParseInt(argv[3]) : std::nullopt;
  if (!kills || !seed) {
    fmt::print(stderr, "usage: kill_storm BIN KILLS SEED\n");
    return 2;
  }
  return RunInFolder([&](const std::string& folder) {
    return Storm(argv[1], folder + "/m.plumb", static_cast<uint64_t>(*seed))
        .Run(static_cast<int>(*kills));
  });
}

}  // namespace
}  // namespace plumb::crash

int main(int argc, char** argv) {
  return plumb::crash::Main(argc, argv);
}
