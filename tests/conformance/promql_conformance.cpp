// Runs Prometheus' own PromQL scripts, each evaluation also pinned with @ and as part of a range
// query. Evaluations known to fail stand in promql_known_gaps.txt; the run fails if one of them
// passes, and if any other fails. UPDATE_GAPS=1 writes the list anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>

#include "corpus.h"
#include "promqltest/case.h"
#include "promqltest/load.h"

namespace plumb::promqltest {
namespace {

std::filesystem::path GapsFile() {
  return tests::SourceDir() / "tests/conformance/promql_known_gaps.txt";
}

std::set<std::string> ReadGaps() {
  std::set<std::string> gaps;
  std::ifstream in(GapsFile());
  std::string line;
  while (std::getline(in, line))
    if (!line.empty() && line[0] != '#') gaps.insert(line);
  return gaps;
}

// `file:line` of the evaluations that need neither native histograms nor experimental syntax.
std::set<std::string> ReadCore(const std::filesystem::path& folder) {
  std::set<std::string> core;
  std::ifstream in(folder / "EVALS.tsv");
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    std::string file;
    std::string number;
    std::string kind;
    std::string features;
    std::getline(fields, file, '\t');
    std::getline(fields, number, '\t');
    std::getline(fields, kind, '\t');
    std::getline(fields, features, '\t');
    if (features.rfind("core", 0) == 0) core.insert(file + ":" + number);
  }
  return core;
}

struct Counts {
  size_t passed = 0;
  size_t total = 0;
};

// Runs one script. Calls done(line, problem) for each evaluation.
template <typename Done>
void RunScript(const std::filesystem::path& path, Done done) {
  const auto commands = ScriptReader(path.string()).Read();
  ASSERT_TRUE(commands.ok()) << path << ":" << commands.error().message;
  auto source = std::make_unique<model::MemorySource>();
  for (const Command& command : *commands) {
    switch (command.kind) {
      case Command::Kind::kClear:
        source = std::make_unique<model::MemorySource>();
        break;
      case Command::Kind::kLoad: {
        const Status loaded = Loader(command, *source).Load();
        ASSERT_TRUE(loaded.ok()) << path << ":" << command.line << ": " << loaded.error().message;
        source->Finish();
        break;
      }
      case Command::Kind::kEvalInstant:
      case Command::Kind::kEvalRange:
        done(command.line, Case(command, *source).Run());
        break;
    }
  }
}

void WriteGaps(const std::set<std::string>& failed) {
  std::ofstream out(GapsFile());
  out << "# Evaluations of Prometheus' PromQL scripts that are known to fail; all pass where there "
         "is "
         "none.\n"
         "# Written by UPDATE_GAPS=1 conformance-promql. A line here that passes fails the run.\n";
  for (const std::string& gap : failed) out << gap << "\n";
}

TEST(PromqlConformance, Scripts) {
  PLUMB_REQUIRE_CORPUS(corpus);
  const std::filesystem::path folder = corpus / "conformance" / "promql";
  const std::set<std::string> gaps = ReadGaps();
  const std::set<std::string> core = ReadCore(folder);
  const bool update = std::getenv("UPDATE_GAPS") != nullptr;
  const char* only = std::getenv("PROMQL_ONLY");

  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".test") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());

  std::set<std::string> failed;
  Counts all;
  Counts all_core;
  for (const auto& path : paths) {
    const std::string file = path.filename().string();
    if (only != nullptr && file.find(only) == std::string::npos) continue;
    Counts counts;
    RunScript(path, [&](size_t line, const Problem& problem) {
      const std::string name = file + ":" + std::to_string(line);
      const bool is_core = core.count(name) > 0;
      ++counts.total;
      if (is_core) ++all_core.total;
      if (!problem) {
        ++counts.passed;
        if (is_core) ++all_core.passed;
        if (!update && gaps.count(name) > 0)
          ADD_FAILURE() << name << " passes: take it off the list";
        return;
      }
      failed.insert(name);
      if (!update && gaps.count(name) == 0) ADD_FAILURE() << name << ": " << *problem;
    });
    std::printf("%-28s %4zu of %4zu\n", file.c_str(), counts.passed, counts.total);
    all.passed += counts.passed;
    all.total += counts.total;
  }
  std::printf("%-28s %4zu of %4zu, core %zu of %zu\n", "all", all.passed, all.total,
              all_core.passed, all_core.total);
  if (update && only == nullptr) WriteGaps(failed);
}

}  // namespace
}  // namespace plumb::promqltest
