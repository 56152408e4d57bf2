// plumb-check: expectations asked of a source; the verdict is the exit status.

#include <fmt/core.h>

#include "base/heap.h"
#include "cli/tool.h"
#include "report/words.h"
#include "tools/check/ask.h"
#include "tools/check/options.h"

namespace plumb {
namespace {

std::string WorstName(const report::Report& report) {
  return report::OneLine(report::WorstFirst(report).front()->name);
}

// Asks until it holds or the time is over, and says what was waited for.
Asked AskPatiently(const CheckOptions& o, const std::vector<check::Expectation>& expectations,
                   cli::Io& io) {
  Asked asked;
  bool first = true;
  const check::Waited waited = check::Await(PatienceOf(o), io.clock, [&] {
    asked = AskAll(o, expectations, io);
    const Exit exit = report::ExitOf(asked.report);
    if (first && exit != Exit::kYes && o.wait > 0)
      io.Note(fmt::format("waiting up to {} for '{}'", FormatDuration(o.wait),
                          WorstName(asked.report)));
    first = false;
    return exit;
  });
  if (o.wait == 0) return asked;
  const std::string time = FormatDuration(waited.time / 100 * 100);
  if (report::ExitOf(asked.report) == Exit::kYes)
    io.Note(fmt::format("it holds after {}", time));
  else
    io.Warn(fmt::format("waited {} for '{}', asked {} times", time, WorstName(asked.report),
                        waited.attempts));
  return asked;
}

// `nagios` becomes the status in Nagios' table.
cli::RunResult Run(const CheckOptions& o, int& nagios, cli::Io& io) {
  PLUMB_ASSIGN(const auto expectations, ExpectationsOf(o));
  PLUMB_TRY(CheckOptionsOf(o));
  PLUMB_ASSIGN(Outputs outputs, OutputsOf(o));
  const Asked asked = AskPatiently(o, expectations, io);
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
  plumb::PrepareHeap();
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
