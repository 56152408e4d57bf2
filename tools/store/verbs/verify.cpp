// plumb-store verify: whether everything in a store fits together.

#include <fmt/format.h>

#include "cli/progress.h"
#include "cli/verbs.h"
#include "store/verify.h"
#include "text/counted.h"
#include "tools/store/open_store.h"

namespace plumb {
namespace {

struct Options {
  std::string store;
};

void Declare(cli::Declaration& d, Options& o) {
  store_tool::DeclareStore(d, o.store);
}

std::string Counts(const store::VerifyReport& report) {
  return fmt::format("{} in {} and {}, {}, {}, {}", text::Counted(report.samples, "sample"),
                     text::Counted(report.rows, "row"), text::Counted(report.segments, "segment"),
                     text::Counted(report.series, "series", "series"),
                     text::Counted(report.targets, "target"),
                     text::Counted(report.layouts, "layout"));
}

cli::RunResult Run(const Options& options, cli::Io& io) {
  PLUMB_ASSIGN(auto environment, store_tool::OpenStore(options.store, store::OpenMode::kRead));
  PLUMB_ASSIGN(const auto snapshot, store::Snapshot::Take(environment));
  store::VerifyReport report;
  {
    cli::ProgressLine line(io, "verifying");
    PLUMB_ASSIGN(report, store::Verify(*snapshot, line.Listener()));
  }
  for (const std::string& problem : report.problems) PLUMB_TRY(io.out.Write(problem + "\n"));
  if (report.clean()) {
    io.Note(Counts(report));
    return Exit::kYes;
  }
  PLUMB_TRY(io.out.Flush());
  std::string message = fmt::format("the store '{}' is damaged: {}", environment->path(),
                                    text::Counted(report.problem_count, "problem"));
  if (const uint64_t more = report.problem_count - report.problems.size(); more > 0)
    message += fmt::format(", {} of them not told", more);
  return Error{Exit::kStore, std::move(message)};
}

}  // namespace

extern const cli::Verb store_verb_verify = {
    .name = "verify",
    .summary = "walk through everything and print what does not fit together",
    .synopsis = "[OPTION…]",
    .examples = {{"plumb-store verify", "say nothing if all is well, else a line a problem"},
                 {"plumb-store verify -v -d copy.plumb", "say what there is in a copy, too"}},
    .body = cli::MakeBody<Options, Declare, Run>,
};

}  // namespace plumb
