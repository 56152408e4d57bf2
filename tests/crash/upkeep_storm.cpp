// upkeep_storm BIN KILLS SEED: everything that writes to a store, killed at random moments.
//
// One command after the other writes to one store: scrapes and backfills of plumb-ingest,
// plumb-store compact, delete, load --merge and retain. Half of them get kill -9 after a while.
// Now and then another plumb-ingest writes beside them.
// Then the store must be whole, and each sample of it either as before the command or as after it;
// after a command that came to its end, as after it. One that was killed is run again, mostly, and
// at the end everything is deleted. The plan follows from the seed and the time; when a kill comes,
// from how long such commands took.

#include <chrono>
#include <filesystem>
#include <random>

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/number.h"
#include "crash/process.h"
#include "crash/test_folder.h"
#include "crash/upkeep_input.h"
#include "crash/upkeep_steps.h"
#include "promql/parser.h"
#include "store/verify.h"
#include "system/files.h"

namespace plumb::crash {
namespace {

using Steady = std::chrono::steady_clock;

// Longer than any command takes; one that needs it was blocked, or goes in circles.
constexpr double kDeadlineMs = 60'000;
// Of commands that have not come to an end yet.
constexpr double kFirstGuessMs = 20;
constexpr int kBackfillsOfDump = 2;
// Of pipes to programs that read files.
constexpr int kRoom = 4096;

double MsSince(Steady::time_point begin) {
  return std::chrono::duration<double, std::milli>(Steady::now() - begin).count();
}

class UpkeepStorm {
 public:
  UpkeepStorm(std::string bin, std::string folder, uint64_t seed)
      : bin_(std::move(bin)),
        folder_(std::move(folder)),
        seed_(seed),
        random_(seed),
        inputs_(SystemClock().Now(), seed) {}

  // 0 if all went as it should.
  int Run(int kills) {
    const auto begin = Steady::now();
    MakeDump();
    Finish(IngestStep("scrapes", inputs_.MakeScrapes()));
    for (size_t rule = 0; rule < kRules; ++rule) Finish(MakeRuleStep(rule, 0));
    while (kills_ < kills && problems_.empty()) Storm(MakeStep(), kills);
    Finish(CompactStep());
    const size_t left = known_.contents.size();
    // What has gone leaves nothing behind: no series, no target, no window.
    alone_ = true;
    Finish(DeleteStep("", {model::kMinTime, model::kMaxTime}));
    Finish(CompactStep());
    if (problems_.empty() && (seen_.series > 0 || seen_.targets > 0 || seen_.segments > 0))
      problems_.push_back(fmt::format("{} series, {} targets and {} segments are left of nothing",
                                      seen_.series, seen_.targets, seen_.segments));
    Report(left, MsSince(begin) / 1000);
    return problems_.empty() ? 0 : 1;
  }

 private:
  struct Kind {
    int finished = 0;
    int killed = 0;
    double ms = 0;  // of those that finished
    [[nodiscard]] double Mean() const { return finished > 0 ? ms / finished : kFirstGuessMs; }
  };

  uint64_t Below(uint64_t end) { return random_() % end; }
  [[nodiscard]] std::string Store() const { return folder_ + "/m.plumb"; }

  // Another store, whose dump is merged into this one.
  void MakeDump() {
    for (int i = 0; i < kBackfillsOfDump && problems_.empty(); ++i) {
      const UpkeepInput input = inputs_.MakeBackfill();
      of_dump_.Merge(input.samples);
      Expect(bin_ + "/plumb-ingest", {"-d", folder_ + "/other.plumb", Save("other", input.text)});
    }
    Expect(bin_ + "/plumb-store",
           {"dump", "-d", folder_ + "/other.plumb", "-o", folder_ + "/dump"});
  }

  void Expect(const std::string& program, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), program);
    std::string said;
    Process process = Process::Start(arguments, kRoom);
    if (Await(process, kDeadlineMs, said) != std::optional(0)) problems_.push_back(said);
  }

  // The path of a file with this text.
  std::string Save(std::string_view name, const std::string& text) {
    std::string path = fmt::format("{}/{}", folder_, name);
    const Status saved = system::WriteFileAtomically(path, text);
    PLUMB_ASSERT(saved.ok());
    return path;
  }

  Step MakeStep() {
    switch (Below(10)) {
      case 0:
      case 1:
      case 2:
        return IngestStep("scrapes", inputs_.MakeScrapes());
      case 3:
      case 4:
        return IngestStep("backfill", inputs_.MakeBackfill());
      case 5:
      case 6:
        return CompactStep();
      case 7:
        return MakeRuleStep(Below(kRules), Below(kRuleVariants));
      case 8:
        return LoadStep();
      default:
        return RandomDeleteStep();
    }
  }

  Step IngestStep(std::string name, UpkeepInput input) {
    return {.name = std::move(name),
            .arguments = {"plumb-ingest", Save("input", input.text)},
            .added = std::move(input.samples)};
  }

  static Step CompactStep() {
    return {.name = "compact", .arguments = {"plumb-store", "compact"}, .expires = true};
  }

  Step LoadStep() {
    return {.name = "load",
            .arguments = {"plumb-store", "load", "--merge", folder_ + "/dump"},
            .added = of_dump_};
  }

  Step RandomDeleteStep() {
    const std::string selectors[] = {"storm_brief", R"({job="raw"})", R"({job="kept",series="3"})",
                                     R"({job="rolled",series=~"[2-4]"})",
                                     R"({__name__=~"storm_new|storm_gauge"})"};
    const Timestamp from = inputs_.PickTime();
    const DurationMs longest = Below(2) == 0 ? kHour : 3 * kDay;
    const auto length = static_cast<DurationMs>(Below(static_cast<uint64_t>(longest)));
    return DeleteStep(selectors[Below(std::size(selectors))], {from, from + length});
  }

  // "": every series.
  static Step DeleteStep(const std::string& selector, model::TimeRange range) {
    Step step{.name = "delete", .arguments = {"plumb-store", "delete"}};
    step.arguments.push_back(selector.empty() ? "--all" : selector);
    if (range.from != model::kMinTime)
      step.arguments.insert(step.arguments.end(), {"--from", fmt::format("{}", range.from), "--to",
                                                   fmt::format("{}", range.to)});
    step.deletion.emplace();
    step.deletion->range = range;
    if (selector.empty()) return step;
    auto matchers = promql::ParseSelector(selector);
    PLUMB_ASSERT(matchers.ok());
    step.deletion->matchers = *std::move(matchers);
    return step;
  }

  // A command that may be killed, and then mostly runs again until it is done.
  void Storm(const Step& step, int kills) {
    while (problems_.empty()) {
      const Kind& kind = kinds_[step.name];
      const bool kill = kills_ < kills && Below(2) == 0;
      // A little longer than it takes: the last moments count as well.
      const double after = kind.Mean() * 1.2 * static_cast<double>(Below(1000)) / 1000;
      if (Try(step, kill ? std::optional(after) : std::nullopt) || Below(4) == 0) return;
    }
  }

  void Finish(const Step& step) {
    if (problems_.empty()) Try(step, std::nullopt);
  }

  // Whether it came to its end. Often another process stores something meanwhile, which is to end
  // well whatever becomes of this one.
  bool Try(const Step& step, std::optional<double> kill_after_ms) {
    UpkeepInput input;
    if (!alone_ && Below(3) == 0)
      input = Below(2) == 0 ? inputs_.MakeScrapes() : inputs_.MakeBackfill();
    const Timestamp from = SystemClock().Now();
    Process beside;
    if (!input.text.empty())
      beside = Process::Start({bin_ + "/plumb-ingest", "-d", Store(), Save("beside", input.text)},
                              kRoom);
    const StepEnd end = RunStep(step, kill_after_ms);
    if (beside.running()) {
      std::string said;
      if (Await(beside, kDeadlineMs, said) != std::optional(0))
        Problem("an ingest beside " + step.name, said);
      ++beside_;
    }
    const Status checked = Check(step, {from, SystemClock().Now()}, end, input.samples);
    if (!checked.ok()) problems_.push_back(checked.error().message);
    return end == StepEnd::kFinished;
  }

  StepEnd RunStep(const Step& step, std::optional<double> kill_after_ms) {
    std::vector<std::string> arguments = step.arguments;
    arguments[0] = bin_ + "/" + arguments[0];
    arguments.insert(arguments.end(), {"-d", Store()});
    Kind& kind = kinds_[step.name];
    const auto begin = Steady::now();
    std::string said;
    Process process = Process::Start(arguments, kRoom);
    const auto status = Await(process, kill_after_ms.value_or(kDeadlineMs), said);
    if (!status) {
      if (!kill_after_ms) Problem(step.name, "does not come to an end");
      ++kind.killed;
      ++kills_;
      return StepEnd::kKilled;
    }
    ++kind.finished;
    kind.ms += MsSince(begin);
    // No series to delete from is 3.
    if (*status != 0 && !(*status == 3 && step.deletion))
      Problem(step.name, fmt::format("ended with status {}: {}", *status, said));
    return StepEnd::kFinished;
  }

  // The status of a program's end; nullopt: it was killed before that.
  static std::optional<int> Await(Process& process, double kill_after_ms, std::string& said) {
    const auto begin = Steady::now();
    process.CloseInput();
    pollfd output{process.output(), POLLIN, 0};
    while (true) {
      const double left = std::max(kill_after_ms - MsSince(begin), 0.0);
      const auto seconds = static_cast<time_t>(left / 1000);
      const auto nanoseconds =
          static_cast<int64_t>((left - static_cast<double>(seconds) * 1000) * 1e6);
      const timespec wait{seconds, nanoseconds};
      if (ppoll(&output, 1, &wait, nullptr) == 0) {
        process.Kill(said);
        return std::nullopt;
      }
      if (!process.Read(said)) return process.Wait();
    }
  }

  // What a check looked at, in words.
  static std::string Name(const Step& step, StepEnd end) {
    std::string name = end == StepEnd::kKilled ? "killed:" : "after";
    for (const std::string& argument : step.arguments) name += " " + argument;
    return name;
  }

  // Nobody writes now: what the store has is known from here on.
  Status Check(const Step& step, model::TimeRange ran, StepEnd end, const Contents& beside) {
    const std::string what = Name(step, end);
    PLUMB_ASSIGN(const auto reader, store::Reader::Open(Store()));
    PLUMB_ASSIGN(seen_, store::Verify(reader->snapshot()));
    for (const std::string& problem : seen_.problems) Problem(what, problem);
    PLUMB_ASSIGN(Contents contents, Contents::Load(*reader));
    const Change change = ChangeOf(known_, step, ran, beside);
    for (const std::string& problem : Compare(change, contents, end)) Problem(what, problem);
    PLUMB_ASSIGN(store::RetentionRules rules,
                 store::LoadRetentionRules(*reader->snapshot().txn, reader->snapshot().tables()));
    const bool as_before = end == StepEnd::kKilled && rules == known_.rules;
    if (!as_before && rules != RulesAfter(known_, step)) Problem(what, "there are other rules");
    known_ = {std::move(contents), std::move(rules)};
    ++checks_;
    return Ok();
  }

  void Problem(const std::string& what, std::string_view problem) {
    problems_.push_back(fmt::format("{}: {}", what, problem));
  }

  void Report(size_t left, double seconds) const {
    for (const std::string& problem : problems_) fmt::print("  {}\n", problem);
    for (const auto& [name, kind] : kinds_)
      fmt::print("  {:>9}: {:>4} finished in {:>6.1f} ms each, {:>4} killed\n", name, kind.finished,
                 kind.Mean(), kind.killed);
    fmt::print(
        "upkeep_storm: seed {}: {} kills, {} others, {} checks, {} samples at the end; {} KiB; "
        "{:.1f} s\n",
        seed_, kills_, beside_, checks_, left,
        std::filesystem::file_size(Store() + "/data.mdb") / 1024, seconds);
  }

  std::string bin_;
  std::string folder_;
  uint64_t seed_;
  std::mt19937_64 random_;
  UpkeepInputMaker inputs_;
  Contents of_dump_;
  Known known_;
  store::VerifyReport seen_;  // of the last check
  std::map<std::string, Kind> kinds_;
  bool alone_ = false;  // no other process writes any more
  int kills_ = 0;
  int checks_ = 0;
  int beside_ = 0;
  std::vector<std::string> problems_;
};

int Main(int argc, char** argv) {
  const auto kills = argc == 4 ? ParseInt(argv[2]) : std::nullopt;
  const auto seed = argc == 4 ? ParseInt(argv[3]) : std::nullopt;
  if (!kills || !seed) {
    fmt::print(stderr, "usage: upkeep_storm BIN KILLS SEED\n");
    return 2;
  }
  return RunInFolder([&](const std::string& folder) {
    return UpkeepStorm(argv[1], folder, static_cast<uint64_t>(*seed)).Run(static_cast<int>(*kills));
  });
}

}  // namespace
}  // namespace plumb::crash

int main(int argc, char** argv) {
  return plumb::crash::Main(argc, argv);
}
