// plumb-store top: what there are most series of.

#include <fmt/format.h>

#include "cli/verbs.h"
#include "formats/output.h"
#include "maintenance/cardinality.h"
#include "promql/parser.h"
#include "tools/store/open_store.h"

namespace plumb {
namespace {

using maintenance::TopBy;

struct Options {
  std::string store;
  std::string selector;
  std::string by = "metric";
  std::string label;
  int64_t limit = 10;
  DurationMs fresh = kDay;
  std::string output = "table";
};

void Declare(cli::Declaration& d, Options& o) {
  store_tool::DeclareStore(d, o.store);
  d.Choice("--by", o.by, {"metric", "label", "pair"},
           "metrics by series, label names by values, or label=value by series (default: metric)");
  d.Text("--label", o.label, "NAME", "the values of this label, by series").completion =
      cli::Completion::kLabel;
  d.Integer("--limit", o.limit, "N", "how many to show; 0 shows all (default: 10)");
  d.Duration("--new", o.fresh, "how long ago a new series came at most (default: 1d)");
  d.Text("-o,--output", o.output, "FORMAT", "table, json, csv, tsv, md, … (default: table)");
  d.Argument("SELECTOR", o.selector, "only of series that it selects (default: all)").completion =
      cli::Completion::kMetric;
}

TopBy ByOf(const Options& o) {
  if (!o.label.empty()) return TopBy::kValue;
  if (o.by == "pair") return TopBy::kPair;
  return o.by == "label" ? TopBy::kLabel : TopBy::kMetric;
}

Result<maintenance::TopRequest> RequestOf(const Options& o, Timestamp now) {
  if (o.limit < 0) return Error{Exit::kUsage, "--limit: a number must not be below zero"};
  maintenance::TopRequest request{.by = ByOf(o),
                                  .label = o.label,
                                  .limit = static_cast<size_t>(o.limit),
                                  .matchers = {},
                                  .since = now - o.fresh};
  if (!o.selector.empty()) {
    PLUMB_ASSIGN(request.matchers, promql::ParseSelector(o.selector));
  }
  return request;
}

cli::RunResult Run(const Options& o, cli::Io& io) {
  PLUMB_ASSIGN(const auto request, RequestOf(o, io.clock.Now()));
  PLUMB_ASSIGN(const auto* format, formats::FindOutputFormat(o.output));
  PLUMB_ASSIGN(const auto environment, store_tool::OpenStore(o.store, store::OpenMode::kRead));
  PLUMB_ASSIGN(const auto snapshot, store::Snapshot::Take(environment));
  const std::lock_guard guard(snapshot->mutex);
  PLUMB_ASSIGN(const auto report, maintenance::FindTop(*snapshot, request));
  if (report.series == 0) {
    io.Warn(o.selector.empty() ? "the store has no series" : "no series is selected");
    return Exit::kNoData;
  }
  const formats::FormatOptions options = {.width = io.terminal.stdout_tty ? io.terminal.width : 0,
                                          .utf8 = io.terminal.utf8,
                                          .color = io.terminal.color != system::ColorDepth::kNone};
  formats::Dropped dropped;
  PLUMB_TRY(
      format->write_listing(maintenance::TopTable(report, request.by), {io.out, options, dropped}));
  io.Note(fmt::format("{} series, {} of them new; {} of {} shown", report.series, report.fresh,
                      report.top.size(), report.entries));
  return Exit::kYes;
}

}  // namespace

extern const cli::Verb store_verb_top = {
    .name = "top",
    .summary = "show what there are most series of",
    .synopsis = "[OPTION…] [SELECTOR]",
    .examples = {{"plumb-store top", "the metrics with the most series, and how many are new"},
                 {"plumb-store top --by label '{job=\"node\"}'",
                  "label names with the most values, of one job"}},
    .body = cli::MakeBody<Options, Declare, Run>,
};

}  // namespace plumb
