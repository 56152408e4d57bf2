// plumb-check: expectations asked of a source; the verdict is the exit status.

#include <fmt/core.h>

#include <optional>

#include "cli/tool.h"
#include "report/words.h"
#include "sources/source.h"
#include "tools/check/options.h"

namespace plumb {
namespace {

struct Asked {
  report::Report report;
  std::optional<Error> failure;  // the source could not be asked at all
};

Result<sources::OpenSource> Open(const CheckOptions& o, cli::Io& io, report::Report& report) {
  sources::OpenContext context = {
      .standard_input = io.in, .now = io.clock.Now(), .format = o.input_format};
  PLUMB_ASSIGN(auto source, sources::Open(o.source, context));
  report.source = source.name;
  report.remark = source.remark;
  PLUMB_ASSIGN(const Timestamp now, sources::Now(*source.series, io.clock));
  PLUMB_ASSIGN(const auto time, cli::ResolveTime(o.time, now));
  report.start = time.start;
  report.end = time.end;
  report.step = time.step;
  report.zone = time.zone;
  return source;
}

Asked AskAll(const CheckOptions& o, const std::vector<check::Expectation>& expectations,
             DurationMs lookback, cli::Io& io) {
  Asked asked;
  report::Report& report = asked.report;
  report.asked = report.start = report.end = io.clock.Now();
  const int64_t begin = io.clock.MonotonicNs();
  const auto source = Open(o, io, report);
  if (!source.ok()) asked.failure = source.error();
  const check::Question question = {.start = report.start,
                                    .end = report.end,
                                    .step = report.step,
                                    .engine = {.lookback = lookback},
                                    .on_empty = OnEmptyOf(o)};
  for (const check::Expectation& expectation : expectations)
    report.verdicts.push_back(source.ok()
                                  ? check::Judge(expectation, *source, question, io.clock)
                                  : check::Unasked(expectation, source.error(), question.on_empty));
  report.seconds = static_cast<double>(io.clock.MonotonicNs() - begin) / 1e9;
  return asked;
}

void SayWaited(const CheckOptions& o, const check::Waited& waited, const report::Report& report,
               cli::Io& io) {
  if (o.patience.wait == 0) return;
  const report::Verdict& worst = *report::WorstFirst(report).front();
  const std::string time = FormatDuration(waited.time / 100 * 100);
  if (report::IsFailure(worst))
    io.Warn(fmt::format("waited {} for '{}', asked {} times", time, report::OneLine(worst.name),
                        waited.attempts));
  else
    io.Note(fmt::format("it holds after {}", time));
}

// `nagios` becomes the status in Nagios' table.
cli::RunResult Run(const CheckOptions& o, int& nagios, cli::Io& io) {
  PLUMB_ASSIGN(const auto expectations, ExpectationsOf(o));
  PLUMB_TRY(CheckOptionsOf(o));
  PLUMB_ASSIGN(const DurationMs lookback, LookbackOf(o));
  PLUMB_ASSIGN(Outputs outputs, OutputsOf(o));
  Asked asked;
  const check::Waited waited = check::Await(o.patience, io.clock, [&] {
    asked = AskAll(o, expectations, lookback, io);
    return report::ExitOf(asked.report);
  });
  SayWaited(o, waited, asked.report, io);
  if (!asked.report.remark.empty()) io.Warn(asked.report.remark);
  const Exit exit = report::ExitOf(asked.report);
  // What kept the source from being asked is a message, and not said again in a table.
  const bool failed = asked.failure && exit != Exit::kYes && exit != Exit::kNo;
  if (failed) outputs.table = nullptr;
  PLUMB_TRY(WriteReport(outputs, asked.report, io));
  nagios = report::NagiosStatus(asked.report);
  if (failed) return *asked.failure;
  return exit;
}

const cli::ToolInfo kInfo = {
    .name = "plumb-check",
    .summary = "a gate: expectations in, verdict and exit status out",
    .synopsis = "[OPTION…] EXPR…",
    .examples = {{"plumb-check 'up == 1' 'rate(errors_total[5m]) < 0.1'",
                  "0 if all holds, 1 if not, 3 if there is no data to tell by"},
                 {"plumb-check -d run.plumb --last 10m 'latency < 0.3 # fast' -o junit=out.xml",
                  "at every step of ten minutes, with a name, and a report for the CI server"},
                 {"plumb-check --wait 60s 'up == 1'", "until the service answers"},
                 {"plumb-check 'time() - backup_last_success < 26h' -q", "from cron"}},
    .footer = "Each EXPR holds if its comparison drops no element of its left side.",
};

}  // namespace
}  // namespace plumb

int main(int argc, char** argv) {
  plumb::CheckOptions options;
  int nagios = plumb::report::kNagiosUnknown;
  plumb::Exit verdict = plumb::Exit::kYes;
  const int status = plumb::cli::RunTool(
      plumb::kInfo, [&](plumb::cli::Declaration& d) { plumb::Declare(d, options); },
      [&](plumb::cli::Io& io) -> plumb::cli::RunResult {
        auto result = plumb::Run(options, nagios, io);
        if (result.ok()) verdict = *result;
        return result;
      },
      argc, argv, plumb::cli::SystemIo());
  if (!plumb::WantsNagios(argc, argv)) return status;
  // Any failure of the tool itself is unknown, also one of its command line or its output.
  return status == static_cast<int>(verdict) ? nagios : plumb::report::kNagiosUnknown;
}
