#include "tools/check/options.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <limits>

#include "system/files.h"

namespace plumb {

namespace {

Status Collect(const std::vector<std::string>& texts, bool warns,
               std::vector<check::Expectation>& all) {
  for (const std::string& text : texts) {
    PLUMB_ASSIGN(check::Expectation expectation, check::ParseExpectation(text));
    expectation.warns = warns;
    all.push_back(std::move(expectation));
  }
  return Ok();
}

report::WriteOptions WriteOptionsOf(const report::Target& target, const cli::Io& io) {
  report::WriteOptions options = {.only_bad = io.verbosity < 0};
  if (io.verbosity > 0) options.elements = std::numeric_limits<size_t>::max();
  options.color = target.path.empty() && io.terminal.color != system::ColorDepth::kNone;
  return options;
}

Status WriteSummary(const report::Report& report, const report::WriteOptions& options) {
  const char* path = std::getenv("GITHUB_STEP_SUMMARY");
  if (path == nullptr || *path == '\0') return Ok();
  PLUMB_ASSIGN(const report::Format* markdown, report::FindFormat("md"));
  StringOutput summary;
  PLUMB_TRY(markdown->write(report, options, summary));
  return system::AppendToFile(path, summary.text());
}

}  // namespace

void Declare(cli::Declaration& d, CheckOptions& o) {
  d.Arguments("EXPR", o.expectations, "a comparison that is to hold: 'up == 1 # name'").completion =
      cli::Completion::kMetric;
  d.Texts("-w,--warn", o.warnings, "EXPR", "one whose breach is only a warning").completion =
      cli::Completion::kMetric;
  d.Texts("-c,--expectations", o.files, "FILE", "a file of them, one a line").completion =
      cli::Completion::kFile;
  d.Text("-d,--data", o.source, "SOURCE",
         "store, file, - or URL (default: $PLUMB_DATA, your store)")
      .completion = cli::Completion::kFile;
  d.Text("-f,--format", o.input_format, "FORMAT", "of a text source (default: found out)");
  cli::Option& output = d.Texts("-o,--output", o.outputs, "OUT",
                                "table json junit github nagios md tap, or FORMAT=FILE");
  output.completion = cli::Completion::kWords;
  for (const report::Format* format : report::Formats()) output.words.emplace_back(format->name);
  d.Choice("--on-empty", o.on_empty, {"fail", "breach", "warn", "ok"}, "what no data is");
  d.Duration("--wait", o.wait, "ask again until all holds, at most so long");
  d.Duration("--every", o.every, "with --wait: how often (default: 1s)");
  cli::DeclareTime(d, o.time);
  d.Text("--lookback", o.lookback, "TIME", "how old a sample may be (default: auto)");
  cli::DeclareHttp(d, o.http);
}

Result<std::vector<check::Expectation>> ExpectationsOf(const CheckOptions& o) {
  std::vector<check::Expectation> given;
  PLUMB_TRY(Collect(o.expectations, false, given));
  PLUMB_TRY(Collect(o.warnings, true, given));
  std::vector<check::Expectation> all;
  for (const std::string& file : o.files) {
    const auto text = system::ReadFile(file);
    if (!text.ok()) return Error{Exit::kUsage, text.error().message};
    PLUMB_ASSIGN(auto expectations, check::ParseExpectations(*text, file));
    std::move(expectations.begin(), expectations.end(), std::back_inserter(all));
  }
  std::move(given.begin(), given.end(), std::back_inserter(all));
  if (all.empty())
    return Error{Exit::kUsage, o.files.empty()
                                   ? "EXPR is missing: what is expected? for example 'up == 1'"
                                   : fmt::format("'{}' has no expectation", o.files.front())};
  return all;
}

Result<Outputs> OutputsOf(const CheckOptions& o) {
  Outputs outputs;
  PLUMB_ASSIGN(outputs.table, report::FindFormat("table"));
  for (const std::string& text : o.outputs) {
    PLUMB_ASSIGN(report::Target target, report::ParseTarget(text));
    if (target.path.empty()) outputs.table = nullptr;
    outputs.targets.push_back(std::move(target));
  }
  std::stable_partition(outputs.targets.begin(), outputs.targets.end(),
                        [](const report::Target& target) { return target.path.empty(); });
  return outputs;
}

check::OnEmpty OnEmptyOf(const CheckOptions& o) {
  if (o.on_empty == "breach") return check::OnEmpty::kBreach;
  if (o.on_empty == "warn") return check::OnEmpty::kWarn;
  return o.on_empty == "ok" ? check::OnEmpty::kOk : check::OnEmpty::kFail;
}

Status CheckOptionsOf(const CheckOptions& o) {
  PLUMB_TRY(cli::CheckTime(o.time));
  PLUMB_TRY(LookbackOf(o));
  PLUMB_TRY(cli::IdentityOf(o.http));
  if (o.wait < 0) return Error{Exit::kUsage, "--wait: must not be less than zero"};
  if (o.wait == 0 && o.every != CheckOptions::kNotGiven)
    return Error{Exit::kUsage, "--every says how often --wait asks: give --wait too"};
  if (o.every != CheckOptions::kNotGiven && o.every <= 0)
    return Error{Exit::kUsage, "--every: must be more than zero"};
  if (o.wait > 0 && o.source == "-")
    return Error{Exit::kUsage, "--wait asks again, and standard input can be read only once"};
  return Ok();
}

check::Patience PatienceOf(const CheckOptions& o) {
  check::Patience patience = {.wait = o.wait};
  if (o.every != CheckOptions::kNotGiven) patience.every = o.every;
  return patience;
}

Result<DurationMs> LookbackOf(const CheckOptions& o) {
  if (o.lookback == "auto") return DurationMs{0};
  auto lookback = ParseDurationOption(o.lookback);
  if (!lookback.ok()) return lookback.error().In("--lookback");
  if (*lookback <= 0) return Error{Exit::kUsage, "--lookback: must be more than zero"};
  return lookback;
}

bool WantsNagios(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--") return false;
    if (argument == "-onagios" || argument == "--output=nagios") return true;
    if ((argument == "-o" || argument == "--output") && i + 1 < argc &&
        std::string_view(argv[i + 1]) == "nagios")
      return true;
  }
  return false;
}

Status WriteReport(const Outputs& outputs, const report::Report& report, cli::Io& io) {
  if (outputs.table != nullptr)
    PLUMB_TRY(outputs.table->write(report, WriteOptionsOf({.path = ""}, io), io.out));
  for (const report::Target& target : outputs.targets) {
    const report::WriteOptions options = WriteOptionsOf(target, io);
    if (target.path.empty()) {
      PLUMB_TRY(target.format->write(report, options, io.out));
    } else {
      StringOutput file;
      PLUMB_TRY(target.format->write(report, options, file));
      PLUMB_TRY(system::WriteFileAtomically(target.path, file.text()));
    }
    if (target.format->name == "github") PLUMB_TRY(WriteSummary(report, options));
  }
  return Ok();
}

}  // namespace plumb
