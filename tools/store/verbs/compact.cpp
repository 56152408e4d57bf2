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

std::string ExpiredText(const maintenance::ExpiryReport& report) {
  const store::RemovalCounts& counts = report.counts;
  std::string text;
  if (counts.rows + counts.periods > 0)
    text = fmt::format("expired: {} and {}, {}", text::Counted(counts.rows, "row"),
                       text::Counted(counts.periods, "hour or day", "hours and days"),
                       ByteSizeText(counts.freed - std::min(counts.freed, counts.written)));
  if (report.series > 0)
    text += fmt::format("{}gone without a sample: {}", text.empty() ? "" : "; ",
                        text::Counted(report.series, "series", "series"));
  return text;
}

std::string CompactedText(const store::CompactionReport& report) {
  if (report.periods == 0) return "";
  const double each = report.samples == 0
                          ? 0
                          : static_cast<double>(report.bytes) / static_cast<double>(report.samples);
  return fmt::format("{} of {} became {}: {}, {}, {:.2f} bytes each",
                     text::Counted(report.rows, "row"),
                     text::Counted(report.periods, "hour or day", "hours and days"),
                     text::Counted(report.segments, "segment"),
                     text::Counted(report.samples, "sample"), ByteSizeText(report.bytes), each);
}

std::string RollupText(const maintenance::RollupReport& report) {
  if (report.days == 0) return "";
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
  const std::string texts[] = {CompactedText(report.compaction), RollupText(report.rollup),
                               ExpiredText(report.expiry)};
  bool any = false;
  for (const std::string& text : texts) {
    if (!text.empty()) io.Note(text);
    any = any || !text.empty();
  }
  if (!any) io.Note("nothing was due");
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
    .summary = "do what is due: segments, rollups, expiry",
    .synopsis = "[OPTION…]",
    .examples = {{"plumb-store compact", "do all that is due"},
                 {"plumb-store compact --budget 10s", "begin nothing new after ten seconds"}},
    .body = cli::MakeBody<Options, Declare, Run>,
};

}  // namespace plumb
