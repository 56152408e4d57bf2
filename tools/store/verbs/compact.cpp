// plumb-store compact: what a store needs from time to time; a line for cron.

#include <fmt/format.h>

#include "base/byte_size.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "maintenance/upkeep.h"
#include "text/counted.h"
#include "tools/store/open_store.h"

namespace plumb {
namespace {

struct Options {
  std::string store;
  DurationMs budget = 0;
};

void Declare(cli::Declaration& d, Options& o) {
  store_tool::DeclareStore(d, o.store);
  d.Duration("--budget", o.budget, "begin nothing new after that; the next run does the rest");
}

std::string Summary(const store::CompactionReport& report) {
  if (report.periods == 0) return "nothing was due";
  const double each = report.samples == 0
                          ? 0
                          : static_cast<double>(report.bytes) / static_cast<double>(report.samples);
  return fmt::format("{} of {} became {}: {}, {}, {:.2f} bytes each",
                     text::Counted(report.rows, "row"),
                     text::Counted(report.periods, "hour or day", "hours and days"),
                     text::Counted(report.segments, "segment"),
                     text::Counted(report.samples, "sample"), ByteSizeText(report.bytes), each);
}

std::string Summary(const maintenance::RollupReport& report) {
  return fmt::format("rollups of {} were built: {}, {}", text::Counted(report.days, "day"),
                     text::Counted(report.segments, "segment"), ByteSizeText(report.bytes));
}

cli::RunResult Run(const Options& options, cli::Io& io) {
  if (options.budget < 0) return Error{Exit::kUsage, "--budget: a duration must be more than zero"};
  PLUMB_ASSIGN(auto environment, store_tool::OpenStore(options.store, store::OpenMode::kWrite));
  maintenance::UpkeepReport report;
  {
    cli::ProgressLine line(io, "compacting");
    PLUMB_ASSIGN(report,
                 maintenance::RunUpkeep(*environment, io.clock,
                                        {.budget = options.budget, .progress = line.Listener()}));
  }
  io.Note(Summary(report.compaction));
  if (report.rollup.days > 0) io.Note(Summary(report.rollup));
  if (report.done()) return Exit::kYes;
  if (options.budget == 0)
    return Error{Exit::kStore,
                 fmt::format("others keep writing to the store '{}'; what was done stays done, "
                             "another run does the rest",
                             environment->path())};
  io.Note("the budget is spent; the next run does the rest");
  return Exit::kYes;
}

}  // namespace

extern const cli::Verb store_verb_compact = {
    .name = "compact",
    .summary = "turn rows that are old enough into segments, and build rollups",
    .synopsis = "[OPTION…]",
    .examples = {{"plumb-store compact", "do all that is due"},
                 {"plumb-store compact --budget 10s", "begin nothing new after ten seconds"}},
    .body = cli::MakeBody<Options, Declare, Run>,
};

}  // namespace plumb
