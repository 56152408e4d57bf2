// tap: the Test Anything Protocol, version 14.
#include <fmt/core.h>

#include <algorithm>

#include "report/format.h"
#include "report/words.h"
#include "text/escape.h"

namespace plumb::report {

namespace {

// A description ends at an unescaped #.
std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '#') out += '\\';
    out += c;
  }
  return out;
}

// YAML takes JSON's strings.
void AppendEntry(std::string& text, std::string_view key, std::string_view value) {
  text += fmt::format("  {}: ", key);
  text::AppendJsonString(text, OneLine(value));
  text += '\n';
}

void AppendDiagnostics(std::string& text, const Verdict& verdict, const Report& report,
                       const WriteOptions& options) {
  text += "  ---\n";
  AppendEntry(text, "message", Summary(verdict));
  AppendEntry(text, "severity", IsWarning(verdict) ? "warning" : "fail");
  AppendEntry(text, "expression", verdict.expression);
  if (!verdict.reason.empty()) AppendEntry(text, "reason", verdict.reason);
  if (!verdict.cure.empty()) AppendEntry(text, "cure", verdict.cure);
  const size_t shown = std::min(verdict.failed, options.elements);
  if (shown > 0) text += "  failing:\n";
  for (size_t i = 0; i < shown; ++i) {
    text += "    - ";
    text::AppendJsonString(text, FindingWithLabels(verdict.elements[i], report));
    text += '\n';
  }
  text += "  ...\n";
}

Status Write(const Report& report, const WriteOptions& options, ByteOutput& out) {
  std::string text = fmt::format("TAP version 14\n1..{}\n", report.verdicts.size());
  size_t number = 0;
  for (const Verdict& verdict : report.verdicts) {
    const bool fails = IsFailure(verdict);
    const bool skipped = verdict.outcome == Outcome::kNoData && verdict.weight == Weight::kIgnored;
    text += fmt::format("{} {} - {}{}\n", fails ? "not ok" : "ok", ++number,
                        Escaped(OneLine(verdict.name)), skipped ? " # SKIP no data" : "");
    if (fails || IsWarning(verdict)) AppendDiagnostics(text, verdict, report, options);
  }
  return out.Write(text);
}

}  // namespace

extern const Format report_tap = {
    .name = "tap",
    .help = "the Test Anything Protocol",
    .extension = "tap",
    .write = Write,
};

}  // namespace plumb::report
