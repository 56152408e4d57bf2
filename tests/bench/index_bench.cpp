// A store of a million series: what it takes to make it, to find series in it, and to list what is
// there; and one in which nearly all series are dead. Run by hand; it prints a table.
//   index_bench [--series N] [--ids] [--keep FOLDER]
// With --ids each series has a seventh label whose value no other has. The parts run in processes
// of their own, so that memory can be told apart; plumb-query is taken from the build's bin.

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>

#include <fmt/core.h>
#include <fmt/format.h>

#include "formats/exposition.h"
#include "ingest/store_sink.h"
#include "promql/parser.h"
#include "store/reader.h"

namespace {

namespace fs = std::filesystem;
namespace store = plumb::store;
using plumb::Timestamp;
using plumb::model::Labels;
using plumb::model::LabelView;

constexpr Timestamp kStart = 1'795'000'000'000;
constexpr int kSeriesOfTarget = 500;
constexpr int kMetrics = 199;  // and up

struct Options {
  int series = 1'000'000;
  bool ids = false;
  std::string keep;
};

double Seconds(const std::function<void()>& work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

// Of this process alone: other work on the machine does not count.
double CpuSeconds(const std::function<void()>& work) {
  const std::clock_t begun = std::clock();
  work();
  return static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
}

uint64_t Scrambled(uint64_t n) {
  n = (n ^ (n >> 31)) * 0x9e3779b97f4a7c15;
  n = (n ^ (n >> 29)) * 0xbf58476d1ce4e5b9;
  return n ^ (n >> 32);
}

// Series i of a target: up, then each metric two or three times with other labels.
class Made {
 public:
  Made(int target, bool ids)
      : target_(static_cast<uint64_t>(target)),
        ids_(ids),
        instance_(fmt::format("10.{}.{}.7:9100", target / 250, target % 250)),
        job_(fmt::format("job-{:02}", target % 20)) {}
  [[nodiscard]] const std::string& instance() const { return instance_; }
  [[nodiscard]] const std::string& job() const { return job_; }

  Labels Get(int i) {
    static constexpr std::string_view kCodes[] = {"200", "500", "404", "204", "301", "400", "503"};
    static constexpr std::string_view kMethods[] = {"GET", "POST", "PUT", "DELETE"};
    if (i == 0) return Labels{{"__name__", "up"}, {"instance", instance_}, {"job", job_}};
    const int metric = i % kMetrics;
    name_ = fmt::format("{}_subsystem_{:03}_total", metric % 3 == 0 ? "node" : "http", metric);
    path_ = fmt::format("/api/v1/resource-{:02}", i * 7 % 50);
    std::vector<LabelView> labels{{"__name__", name_},
                                  {"code", kCodes[static_cast<size_t>(i / kMetrics + i) % 7]}};
    if (ids_) {
      const auto number = static_cast<uint64_t>(i) + target_ * kSeriesOfTarget;
      id_ = fmt::format("{:016x}", Scrambled(number + 1));
      labels.push_back({"id", id_});
    }
    labels.push_back({"instance", instance_});
    labels.push_back({"job", job_});
    labels.push_back({"method", kMethods[i % 4]});
    labels.push_back({"path", path_});
    return Labels::From(std::move(labels));
  }

 private:
  uint64_t target_;
  bool ids_;
  std::string instance_;
  std::string job_;
  std::string name_;
  std::string path_;
  std::string id_;
};

std::shared_ptr<store::Environment> OpenToWrite(const fs::path& path) {
  return *store::Environment::Open(path, {.mode = store::OpenMode::kWrite});
}

void Scrape(plumb::ingest::StoreSink& sink, Made& made, int series, Timestamp time) {
  plumb::model::ScrapeBlock block{.job = made.job(), .instance = made.instance(), .time = time};
  block.target = "http://" + made.instance() + "/metrics";
  block.samples = static_cast<uint64_t>(series);
  if (!sink.OnScrape(block).ok()) std::abort();
  for (int i = 0; i < series; ++i)
    if (!sink.OnSample({.labels = made.Get(i), .time = time, .value = i * 0.25}).ok()) std::abort();
}

// Series of targets from `first` on, one scrape of each.
void Fill(const fs::path& path, int first, int targets, int series, Timestamp time, bool ids) {
  store::StoreWriter writer(OpenToWrite(path));
  plumb::formats::RejectLog rejects;
  plumb::ingest::StoreSink sink(&writer, plumb::SystemClock(), {}, rejects);
  for (int t = first; t < first + targets; ++t) {
    Made made(t, ids);
    Scrape(sink, made, series, time);
  }
  const plumb::Status finished = sink.Finish();
  if (finished.ok()) return;
  fmt::print(stderr, "{}\n", finished.error().message);
  std::exit(1);
}

struct Cost {
  double seconds = 0;
  double cpu = 0;
  double peak_mb = 0;
};

// Runs `work` in a process of its own, which begins with the memory of this one: that stays small.
Cost Apart(const std::function<void()>& work) {
  Cost cost;
  std::fflush(stdout);
  cost.seconds = Seconds([&] {
    const pid_t child = fork();
    if (child == 0) {
      work();
      std::fflush(stdout);
      _exit(0);
    }
    rusage usage{};
    int status = 0;
    wait4(child, &status, 0, &usage);
    cost.peak_mb = static_cast<double>(usage.ru_maxrss) / 1024;
    for (const timeval& used : {usage.ru_utime, usage.ru_stime})
      cost.cpu += static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_usec) / 1e6;
    if (status != 0) fmt::print("  (status {})\n", status);
  });
  return cost;
}

Cost Tool(const std::vector<std::string>& arguments) {
  Cost best{.seconds = 1e9};
  for (int i = 0; i < 3; ++i) {
    const Cost cost = Apart([&] {
      dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
      std::vector<char*> words;
      for (const std::string& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
      words.push_back(nullptr);
      execv(words[0], words.data());
      _exit(127);
    });
    if (cost.seconds < best.seconds) best = cost;
  }
  return best;
}

void PrintSizes(const fs::path& path, double series) {
  const auto environment = OpenToWrite(path);
  const auto txn = *environment->BeginRead();
  const store::Tables& t = environment->tables();
  const std::pair<const char*, MDB_dbi> tables[] = {
      {"label", t.label}, {"symbol", t.symbol}, {"post", t.post},     {"series", t.series},
      {"shash", t.shash}, {"target", t.target}, {"layout", t.layout}, {"row", t.row}};
  std::string text;
  double index = 0;
  for (const auto& [name, table] : tables) {
    MDB_stat facts{};
    mdb_stat(txn->get(), table, &facts);
    const auto bytes = static_cast<double>(
        facts.ms_psize * (facts.ms_branch_pages + facts.ms_leaf_pages + facts.ms_overflow_pages));
    text += fmt::format(" {} {:.1f}", name, bytes / series);
    if (table != t.row) index += bytes;
  }
  const auto file = static_cast<double>(fs::file_size(path / "data.mdb"));
  fmt::print("  bytes a series:{}; index {:.1f}, file {:.1f}\n", text, index / series,
             file / series);
}

// The grammar refuses selectors that want nothing; searches do not.
plumb::model::Matchers Selector(const std::string& text) {
  if (auto parsed = plumb::promql::ParseSelector(text); parsed.ok()) return *std::move(parsed);
  auto matchers = *plumb::promql::ParseSelector("{a=\"b\"," + text.substr(1));
  matchers.erase(matchers.begin());
  return matchers;
}

// Selects, in this process, and perhaps asks for all labels; the best of a few.
void PrintSelect(const fs::path& path, const std::string& text,
                 plumb::model::TimeRange range = {plumb::model::kMinTime, plumb::model::kMaxTime}) {
  const auto matchers = Selector(text);
  const auto environment = *store::Environment::Open(path, {.mode = store::OpenMode::kRead});
  double select = 1e9;
  double labels = 1e9;
  size_t found = 0;
  for (int i = 0; i < 3; ++i) {
    const auto reader = *store::Reader::Of(environment);
    std::unique_ptr<plumb::model::SeriesSet> set;
    select = std::min(select, CpuSeconds([&] { set = *reader->Select({matchers, range}); }));
    size_t bytes = 0;
    labels = std::min(labels, CpuSeconds([&] {
                        for (size_t s = 0; s < set->size(); ++s)
                          bytes += set->labels(s).bytes().size();
                      }));
    found = set->size();
  }
  fmt::print("  {:<52} {:>8} series {:>9.2f} ms, labels {:>8.2f} ms\n", text, found, select * 1e3,
             labels * 1e3);
}

std::string QueryTool() {
  return (fs::canonical("/proc/self/exe").parent_path().parent_path() / "bin/plumb-query").string();
}

void PrintTool(const fs::path& path, std::vector<std::string> arguments) {
  const std::string text = fmt::format("{}", fmt::join(arguments, " "));
  arguments.insert(arguments.begin(), {QueryTool(), "-d", path.string()});
  const Cost cost = Tool(arguments);
  fmt::print("  plumb-query {:<47} {:>9.2f} ms, {:>8.2f} ms CPU {:>8.1f} MB\n", text,
             cost.seconds * 1e3, cost.cpu * 1e3, cost.peak_mb);
}

void Build(const fs::path& path, const Options& o) {
  const int targets = o.series / kSeriesOfTarget;
  const double generated = CpuSeconds([&] {
    for (int t = 0; t < targets; ++t) {
      Made made(t, o.ids);
      for (int i = 0; i < kSeriesOfTarget; ++i) (void)made.Get(i);
    }
  });
  const Cost first = Apart([&] { Fill(path, 0, targets, kSeriesOfTarget, kStart, o.ids); });
  fmt::print("build: {} series{}, {} bytes of labels each\n", o.series, o.ids ? " with ids" : "",
             Made(7, o.ids).Get(7).bytes().size());
  fmt::print(
      "  first sample of each: {:.2f} s, {:.2f} s CPU, {:.0f} MB (making labels: {:.2f} s CPU)\n",
      first.seconds, first.cpu, first.peak_mb, generated);
  Apart([&] { PrintSizes(path, o.series); });
  const Cost second =
      Apart([&] { Fill(path, 0, targets, kSeriesOfTarget, kStart + 15'000, o.ids); });
  fmt::print("  second, by another process: {:.2f} s, {:.2f} s CPU, {:.0f} MB\n", second.seconds,
             second.cpu, second.peak_mb);
  const Cost few = Apart([&] { Fill(path, targets, 1, kSeriesOfTarget, kStart + 15'000, o.ids); });
  fmt::print("  500 new series in this store: {:.2f} ms, {:.2f} ms CPU\n", few.seconds * 1e3,
             few.cpu * 1e3);
}

void Find(const fs::path& path, const Options& o) {
  std::vector<std::string> selectors{"{job=\"job-03\",code=~\"5..\"}",
                                     "http_subsystem_100_total{instance=\"10.3.7.7:9100\"}",
                                     "{__name__=~\"node_.*\"}",
                                     "{code!=\"200\"}",
                                     "{job=\"job-03\",path!~\"/api/v1/resource-1.*\"}",
                                     "{job=\"job-03\",code=\"\"}",
                                     "{code=\"\"}",
                                     "{path=~\".+\"}",
                                     "{job=\"job-03\",path!=\"\"}",
                                     "{__name__=~\"http_subsystem_(001|002|004)_total\"}",
                                     "{instance=~\"10.3.*\",method=~\"GET|PUT\"}",
                                     "up"};
  if (o.ids) {
    for (const char* more : {"{id=~\".*abc.*\"}", "{id=~\"abc.*\"}", "{id=~\".*[a-c]d[0-4]e.*\"}",
                             "{id!=\"\"}", "{id=~\".+\",job=\"job-03\"}"})
      selectors.emplace_back(more);
  }
  Apart([&] {
    double opened = 1e9;
    for (int i = 0; i < 5; ++i)
      opened = std::min(opened, CpuSeconds([&] { (void)*store::Reader::Open(path); }));
    fmt::print("find: opening {:.3f} ms\n", opened * 1e3);
    for (const std::string& selector : selectors) PrintSelect(path, selector);
  });
  for (size_t i : {0u, 1u, 2u, 4u, 7u}) PrintTool(path, {"--series", selectors[i]});
  const std::string at = "--at=1795000010";
  PrintTool(path, {"count(up)", at});
  PrintTool(path, {"up{instance=\"10.3.7.7:9100\"}", at});
  if (o.ids) {
    PrintTool(path, {"--series", "{id=~\".*abc.*\"}"});
    PrintTool(path, {"--series", "{id=~\"abc.*\"}"});
  }
}

void List(const fs::path& path, const Options& o) {
  fmt::print("list:\n");
  PrintTool(path, {"--labels"});
  PrintTool(path, {"--metrics"});
  PrintTool(path, {"--values", "instance"});
  PrintTool(path, {"--values", "path"});
  PrintTool(path, {"--labels", "{job=\"job-03\"}"});
  PrintTool(path, {"--values", "path", "{job=\"job-03\"}"});
  PrintTool(path, {"--values", "instance", "{__name__=\"up\"}"});
  PrintTool(path, {"--metrics", "{instance=\"10.3.7.7:9100\"}"});
  PrintTool(path, {"--values", "job", "{code=\"500\"}"});
  if (o.ids) {
    PrintTool(path, {"--values", "id"});
    PrintTool(path, {"--values", "id", "{instance=\"10.3.7.7:9100\"}"});
  }
}

// 100 000 series of targets that ended long ago, in shifts of ten, and 1 000 that live.
void Churn(const fs::path& path) {
  constexpr int kSeries = 20;
  constexpr int kDead = 5000;
  constexpr Timestamp kDay = 86'400'000;
  for (int shift = 0; shift < 10; ++shift) {
    Apart([&] {
      Fill(path, shift * kDead / 10, kDead / 10, kSeries, kStart - (300 - shift) * kDay, false);
    });
  }
  Apart([&] { Fill(path, kDead, 50, kSeries, kStart, false); });
  fmt::print("churn: {} dead series of {} targets, {} live ones of 50; the last 5 minutes:\n",
             kDead * kSeries, kDead, 50 * kSeries);
  Apart([&] {
    const plumb::model::TimeRange range{kStart - 300'000, kStart + 1};
    for (const char* text : {"{job=~\".+\"}", "up", "{job=\"job-03\"}"})
      PrintSelect(path, text, range);
  });
  PrintTool(path, {"count(up)", "--at=1795000010"});
  PrintTool(path, {"count({job=~\".+\"})", "--at=1795000010"});
}

Options Parse(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--ids") o.ids = true;
    if (word == "--series" && i + 1 < argc) o.series = std::atoi(argv[++i]);
    if (word == "--keep" && i + 1 < argc) o.keep = argv[++i];
  }
  return o;
}

}  // namespace

int main(int argc, char** argv) {
  const Options o = Parse(argc, argv);
  std::string pattern = fs::temp_directory_path() / "plumb-bench-XXXXXX";
  const fs::path folder = o.keep.empty() ? mkdtemp(pattern.data()) : o.keep.c_str();
  const fs::path path = folder / "m.plumb";
  if (!fs::exists(path)) Build(path, o);
  Find(path, o);
  List(path, o);
  if (!fs::exists(folder / "churn.plumb")) Churn(folder / "churn.plumb");
  if (o.keep.empty()) fs::remove_all(folder);
}
