// crowd BIN SECONDS: eight writers and eight readers of one store at once.
//
// Eight plumb-ingest --ack are fed blocks as fast as they take them, eight plumb-query ask one
// question after the other. No process may fail, no answer may go back behind what was acknowledged
// before it was asked, and at the end every block is there. Then the readers go on alone, so that
// the times of their answers with and without writers stand beside each other.

#include <algorithm>
#include <chrono>
#include <filesystem>

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include "base/number.h"
#include "crash/storm_reader.h"
#include "crash/storm_writer.h"
#include "crash/test_folder.h"

namespace plumb::crash {
namespace {

constexpr int kWriters = 8;
constexpr int kReaders = 8;
constexpr uint64_t kSeed = 1;

struct Latencies {
  size_t answers = 0;
  double median = 0;
  double p95 = 0;
  double worst = 0;
};

Latencies Summarize(std::vector<double> ms) {
  if (ms.empty()) return {};
  std::sort(ms.begin(), ms.end());
  return {ms.size(), ms[ms.size() / 2], ms[ms.size() * 95 / 100], ms.back()};
}

class Crowd {
 public:
  Crowd(const std::string& bin, std::string store) : store_(std::move(store)) {
    constexpr Load kLoads[] = {Load::kSteady, Load::kShared, Load::kChurn, Load::kLoose};
    for (int i = 0; i < kWriters; ++i)
      writers_.emplace_back(Writer{i, kLoads[i % std::size(kLoads)], kSeed}, bin + "/plumb-ingest",
                            store_);
    for (int i = 0; i < kReaders; ++i) readers_.emplace_back(bin + "/plumb-query", store_);
  }

  // 0 if all went as it should.
  int Run(std::chrono::seconds time) {
    for (StormWriter& writer : writers_) writer.Start();
    RunUntil([&] { return AllAcknowledged(); });
    asking_ = true;
    const auto end = Clock::now() + time;
    RunUntil([&] { return Clock::now() >= end; });
    Settle();
    for (StormWriter& writer : writers_) writer.Finish(problems_);
    const Latencies busy = TakeLatencies();
    asking_ = true;
    const auto alone_end = Clock::now() + time / 4;
    RunUntil([&] { return Clock::now() >= alone_end; });
    Settle();
    Report(time, busy, TakeLatencies());
    return problems_.empty() ? 0 : 1;
  }

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] bool AllAcknowledged() const {
    return std::all_of(writers_.begin(), writers_.end(), [](const StormWriter& writer) {
      return writer.ledger().NewestAcknowledged() >= 0;
    });
  }

  template <typename Done>
  void RunUntil(Done done) {
    while (!done() && problems_.empty()) {
      std::vector<pollfd> outputs;
      for (const StormWriter& writer : writers_) outputs.push_back({writer.output(), POLLIN, 0});
      for (const StormReader& reader : readers_) outputs.push_back({reader.output(), POLLIN, 0});
      poll(outputs.data(), outputs.size(), 1);
      for (StormWriter& writer : writers_) {
        writer.Hear(problems_);
        if (feeding_) writer.Feed();
      }
      for (StormReader& reader : readers_) HearReader(reader);
    }
  }

  void HearReader(StormReader& reader) {
    reader.Hear(seen_, problems_);
    if (reader.running() || !asking_) return;
    Seen floor = seen_;
    for (const StormWriter& writer : writers_) floor.Raise(writer.ledger());
    reader.Start(floor);
  }

  // No more input and no more questions: what is on its way comes to its end.
  void Settle() {
    feeding_ = false;
    asking_ = false;
    RunUntil([&] {
      return std::all_of(writers_.begin(), writers_.end(),
                         [](const StormWriter& writer) { return writer.idle(); }) &&
             std::none_of(readers_.begin(), readers_.end(),
                          [](const StormReader& reader) { return reader.running(); });
    });
  }

  // Since the last time.
  Latencies TakeLatencies() {
    std::vector<double> all;
    for (size_t i = 0; i < readers_.size(); ++i) {
      const std::vector<double>& ms = readers_[i].latencies();
      all.insert(all.end(), ms.begin() + static_cast<std::ptrdiff_t>(taken_[i]), ms.end());
      taken_[i] = ms.size();
    }
    return Summarize(std::move(all));
  }

  void Report(std::chrono::seconds time, const Latencies& busy, const Latencies& alone) {
    std::vector<const Ledger*> ledgers;
    for (const StormWriter& writer : writers_) ledgers.push_back(&writer.ledger());
    StoreCheck last;
    if (auto check = CheckStore(store_, ledgers, 0); check.ok())
      last = *std::move(check);
    else
      problems_.push_back(check.error().message);
    problems_.insert(problems_.end(), last.problems.begin(), last.problems.end());
    for (const std::string& problem : problems_) fmt::print("  {}\n", problem);
    fmt::print(
        "crowd: {} writers and {} readers for {} s: {} errors; {} of {} blocks present ({} "
        "samples)\n",
        kWriters, kReaders, time.count(), problems_.size(), last.present, last.acknowledged,
        last.samples);
    constexpr const char* kLine =
        "  answers {:<16} {:>6}: median {:.1f} ms, 95 % {:.1f}, worst {:.1f}\n";
    fmt::print(kLine, "with writers", busy.answers, busy.median, busy.p95, busy.worst);
    fmt::print(kLine, "without writers", alone.answers, alone.median, alone.p95, alone.worst);
  }

  std::string store_;
  std::vector<StormWriter> writers_;
  std::vector<StormReader> readers_;
  std::vector<size_t> taken_ = std::vector<size_t>(kReaders);
  Seen seen_;
  bool feeding_ = true;
  bool asking_ = false;
  std::vector<std::string> problems_;
};

int Main(int argc, char** argv) {
  const auto seconds = argc == 3 ? ParseInt(argv[2]) : std::nullopt;
  if (!seconds) {
    fmt::print(stderr, "usage: crowd BIN SECONDS\n");
    return 2;
  }
  return RunInFolder([&](const std::string& folder) {
    return Crowd(argv[1], folder + "/m.plumb").Run(std::chrono::seconds(*seconds));
  });
}

}  // namespace
}  // namespace plumb::crash

int main(int argc, char** argv) {
  return plumb::crash::Main(argc, argv);
}
