// damage BIN TIMES SEED: a store with a wrong bit, a wrong page or an end that is missing.
//
// Whatever is done to data.mdb: no program dies of a signal or hangs; a query answers or says that
// the store is damaged; and what store_check passes has, but for a moved row, every sample with its
// value.

#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include "base/number.h"
#include "crash/ledger.h"
#include "crash/process.h"
#include "system/files.h"

namespace plumb::crash {
namespace {

constexpr uint32_t kBlocks = 40;
constexpr size_t kPageSize = 4096;
constexpr int kRoom = 1 << 20;
// Longer than any of these takes; a program that needs it goes in circles.
constexpr int kDeadlineMs = 20'000;

struct Outcome {
  int status = 0;
  std::string output;
};

// The program's end, or status 124 if it does not come to one.
Outcome RunProgram(const std::vector<std::string>& arguments, const std::string& input) {
  Process process = Process::Start(arguments, kRoom);
  Outcome outcome;
  process.Write(input);
  process.CloseInput();
  pollfd output{process.output(), POLLIN, 0};
  while (true) {
    if (poll(&output, 1, kDeadlineMs) == 0) {
      process.Kill(outcome.output);
      outcome.status = 124;
      return outcome;
    }
    if (!process.Read(outcome.output)) break;
  }
  outcome.status = process.Wait();
  return outcome;
}

class Damage {
 public:
  Damage(std::string bin, std::filesystem::path folder, uint64_t seed)
      : bin_(std::move(bin)), folder_(std::move(folder)), random_(seed) {}

  // How many of `times` went wrong.
  int Run(int times) {
    MakeStore();
    for (int i = 0; i < times && wrong_ < kMostWrong; ++i) {
      const std::string what = Change();
      Ask(what);
      CheckVerify(what);
      Write(what);
    }
    for (const auto& [what, count] : counts_) fmt::print("  {:>6} {}\n", count, what);
    return wrong_;
  }

 private:
  static constexpr int kMostWrong = 20;

  [[nodiscard]] std::string Path() const { return folder_ / "m.plumb"; }
  uint64_t Random(uint64_t below) { return random_() % below; }

  std::string TextOfBlocks() {
    std::string text;
    uint64_t lines = 0;
    for (const Ledger& ledger : ledgers_)
      for (uint32_t block = 0; block < kBlocks; ++block)
        text += BlockText(ledger.writer, block, lines);
    return text;
  }

  void MakeStore() {
    for (const Load load : {Load::kShared, Load::kChurn, Load::kLoose})
      ledgers_.push_back(
          {{static_cast<int>(ledgers_.size()), load, 0}, std::vector<bool>(kBlocks, true)});
    text_ = TextOfBlocks();
    const Outcome made = RunProgram({bin_ + "/plumb-ingest", "-d", Path()}, text_);
    PLUMB_ASSERT(made.status == 0);
    const std::string copy = folder_ / "copy.plumb";
    PLUMB_ASSERT(RunProgram({bin_ + "/plumb-store", "copy", "-d", Path(), copy}, "").status == 0);
    for (const std::string& store : {Path(), copy}) {
      auto bytes = system::ReadFile(store + "/data.mdb");
      PLUMB_ASSERT(bytes.ok());
      wholes_.push_back(*std::move(bytes));
    }
  }

  // Puts a changed data.mdb in the store's place.
  std::string Change() {
    const std::string& whole = wholes_[Random(wholes_.size())];
    std::string bytes = whole;
    std::string what;
    switch (Random(8)) {
      case 0:
        bytes.resize(Random(bytes.size()));
        what = fmt::format("cut to {} bytes", bytes.size());
        break;
      case 1: {
        const size_t page = Random(bytes.size() / kPageSize);
        for (size_t i = 0; i < kPageSize; ++i)
          bytes[page * kPageSize + i] = static_cast<char>(random_());
        what = fmt::format("page {} overwritten", page);
        break;
      }
      case 2: {
        const size_t from = Random(bytes.size() / kPageSize) * kPageSize;
        const size_t to = Random(bytes.size() / kPageSize) * kPageSize;
        bytes.replace(to, kPageSize, whole, from, kPageSize);
        what = fmt::format("page {} copied over page {}", from / kPageSize, to / kPageSize);
        break;
      }
      case 3:
      case 4: {
        // The heads of pages, where LMDB believes what it reads.
        const size_t at = Random(bytes.size() / kPageSize) * kPageSize + Random(64);
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << Random(8)));
        what = fmt::format("a bit of byte {}", at);
        break;
      }
      default: {
        const size_t at = Random(bytes.size());
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << Random(8)));
        what = fmt::format("a bit of byte {}", at);
        break;
      }
    }
    std::ofstream(Path() + "/data.mdb", std::ios::binary) << bytes;
    return what;
  }

  void Count(std::string_view program, int status) {
    ++counts_[fmt::format("{}: {}", program, status)];
  }

  void Wrong(const std::string& what, std::string_view program, const Outcome& outcome) {
    ++wrong_;
    fmt::print("  {}: {} ended with {}: {}\n", what, program, outcome.status,
               outcome.output.substr(0, 300));
  }

  void Ask(const std::string& what) {
    const std::vector<std::vector<std::string>> questions = {
        {"--series"},
        {"--labels"},
        {"--at", "1700000030", "count({__name__=~\"crash_.+\"}) or vector(0)"},
        {"--at", "1700000030", "sum(rate(crash_shared[30s])) or vector(0)"},
        {"--from", "1700000000", "--to", "1700000040", "--step", "1s", "{job=~\"own.*\"}"},
    };
    std::vector<std::string> arguments = {bin_ + "/plumb-query", "-d", Path()};
    const auto& question = questions[Random(questions.size())];
    arguments.insert(arguments.end(), question.begin(), question.end());
    const Outcome outcome = RunProgram(arguments, "");
    Count("plumb-query", outcome.status);
    // A wrong name or time may also leave nothing to see.
    const bool right = outcome.status == 0 || outcome.status == 3 || outcome.status == 5;
    if (!right) Wrong(what, "plumb-query " + question.back(), outcome);
  }

  void CheckVerify(const std::string& what) {
    const Outcome outcome = RunProgram({bin_ + "/../tests/store_check", Path()}, "");
    Count("store_check", outcome.status);
    if (outcome.status == 1 || outcome.status == 5) return;
    if (outcome.status != 0) return Wrong(what, "store_check", outcome);
    std::vector<const Ledger*> ledgers;
    for (const Ledger& ledger : ledgers_) ledgers.push_back(&ledger);
    const auto check = CheckStore(Path(), ledgers, 0);
    if (!check.ok()) return Wrong(what, "CheckStore", {5, check.error().message});
    if (!check->problems.empty())
      Wrong(what, "store_check, which sees nothing", {1, check->problems[0]});
  }

  void Write(const std::string& what) {
    const Outcome outcome = RunProgram({bin_ + "/plumb-ingest", "-q", "-d", Path()}, text_);
    Count("plumb-ingest", outcome.status);
    const bool right = outcome.status == 0 || outcome.status == 1 || outcome.status == 5;
    if (!right) Wrong(what, "plumb-ingest", outcome);
  }

  std::string bin_;
  std::filesystem::path folder_;
  std::mt19937_64 random_;
  std::vector<Ledger> ledgers_;
  std::string text_;
  std::vector<std::string> wholes_;  // as it was, and as a copy that is packed
  int wrong_ = 0;
  std::map<std::string, int> counts_;
};

int Main(int argc, char** argv) {
  const auto times = argc == 4 ? ParseInt(argv[2]) : std::nullopt;
  const auto seed = argc == 4 ? ParseInt(argv[3]) : std::nullopt;
  if (!times || !seed) {
    fmt::print(stderr, "usage: damage BIN TIMES SEED\n");
    return 2;
  }
  std::string folder = std::filesystem::temp_directory_path() / "plumb-damage-XXXXXX";
  PLUMB_ASSERT(mkdtemp(folder.data()) != nullptr);
  const int wrong =
      Damage(argv[1], folder, static_cast<uint64_t>(*seed)).Run(static_cast<int>(*times));
  std::filesystem::remove_all(folder);
  fmt::print("damage: seed {}: {} times, {} wrong\n", *seed, *times, wrong);
  return wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace plumb::crash

int main(int argc, char** argv) {
  return plumb::crash::Main(argc, argv);
}
