// plumb-store delete: samples of the series that a selector takes go, at once and for good.

#include <fmt/format.h>

#include "base/time_words.h"
#include "cli/verbs.h"
#include "maintenance/dead_series.h"
#include "maintenance/delete_samples.h"
#include "maintenance/retention_text.h"
#include "promql/parser.h"
#include "tools/store/open_store.h"

namespace plumb {
namespace {

struct Options {
  std::string selector;
  std::string store;
  std::string from;
  std::string to;
  bool all = false;
  bool dry_run = false;
  std::string output = "text";
  std::string zone = "local";
};

void Declare(cli::Declaration& d, Options& o) {
  d.Argument("SELECTOR", o.selector, "the series, such as 'up{job=\"old\"}'").completion =
      cli::Completion::kMetric;
  store_tool::DeclareStore(d, o.store);
  d.Text("--from", o.from, "TIME", "only samples from this time on (time words: plumb-time(7))");
  d.Text("--to", o.to, "TIME", "only samples up to this time");
  d.Flag("--all", o.all, "instead of a selector: every series");
  d.Flag("-n,--dry-run", o.dry_run, "say what would go, and change nothing");
  d.Choice("-o,--output", o.output, {"text", "json"}, "how to print what goes (default: text)");
  d.Text("--tz", o.zone, "ZONE", "time zone of time words and texts");
}

Result<maintenance::DeleteRequest> MakeRequest(const Options& o, Timestamp now) {
  if (o.all && !o.selector.empty())
    return Error{Exit::kUsage, "--all is every series; name it or a selector, not both"};
  if (!o.all && o.selector.empty())
    return Error{Exit::kUsage, "delete needs a selector, such as 'up{job=\"old\"}', or --all"};
  maintenance::DeleteRequest request;
  if (!o.all) {
    PLUMB_ASSIGN(request.matchers, promql::ParseSelector(o.selector));
  }
  PLUMB_ASSIGN(const TimeZone zone, TimeZone::Load(o.zone));
  const TimeContext context{.now = now, .zone = zone, .start = {}, .end = {}};
  if (!o.from.empty()) {
    PLUMB_ASSIGN(request.range.from, ParseTime(o.from, context));
  }
  if (!o.to.empty()) {
    PLUMB_ASSIGN(request.range.to, ParseTime(o.to, context));
  }
  if (request.range.from > request.range.to)
    return Error{Exit::kUsage, fmt::format("--from {} is after --to {}", o.from, o.to)};
  return request;
}

cli::RunResult Run(const Options& o, cli::Io& io) {
  PLUMB_ASSIGN(const auto request, MakeRequest(o, io.clock.Now()));
  PLUMB_ASSIGN(const TimeZone zone, TimeZone::Load(o.zone));
  PLUMB_ASSIGN(
      auto environment,
      store_tool::OpenStore(o.store, o.dry_run ? store::OpenMode::kRead : store::OpenMode::kWrite));
  maintenance::DeleteReport report;
  if (o.dry_run) {
    PLUMB_ASSIGN(report, maintenance::CountDeletion(*environment, request));
  } else {
    PLUMB_ASSIGN(report, maintenance::DeleteSamples(*environment, io.clock, request));
    PLUMB_ASSIGN(const auto dead, maintenance::RemoveDeadSeries(*environment, io.clock));
    if (!dead.done)
      io.Note("others write: series without samples go with the next plumb-store compact");
  }
  const maintenance::RemovalSummary removal{report.series, report.counts};
  if (o.output == "json") PLUMB_TRY(io.out.Write(maintenance::RemovalJson(removal)));
  const std::string text = maintenance::RemovalText(removal, zone);
  if (o.output == "text" && o.dry_run) PLUMB_TRY(io.out.Write(text + "\n"));
  if (!o.dry_run) io.Note("deleted " + text);
  if (report.found > 0 || o.all) return Exit::kYes;
  return Error{Exit::kNoData, fmt::format("no series matches '{}'", o.selector)};
}

}  // namespace

extern const cli::Verb store_verb_delete = {
    .name = "delete",
    .summary = "take samples away, at once and for good",
    .synopsis = "[OPTION…] SELECTOR",
    .examples = {{"plumb-store delete -n 'up{job=\"old\"}'", "what would go"},
                 {"plumb-store delete '{instance=\"web1\"}' --from yesterday --to today",
                  "a day of one machine"}},
    .body = cli::MakeBody<Options, Declare, Run>,
};

}  // namespace plumb
