// nagios: a status line with performance data, as the Monitoring Plugins' guidelines have it, then
// a line for each thing that is wrong.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/number.h"
#include "report/format.h"
#include "report/words.h"

namespace plumb::report {

namespace {

constexpr std::array<std::string_view, 4> kWords = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
// Nagios reads 8 KiB of output and cuts the rest; a label takes some 100 bytes.
constexpr size_t kMostMeasures = 40;
constexpr size_t kMostOfLine = 1'000;

// A bar begins the performance data, wherever it stands.
std::string WithoutBars(std::string text) {
  for (size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at))
    text.replace(at, 1, "¦");
  return text;
}

// Anything but = and ', of which the latter may be doubled.
std::string MeasureName(const Verdict& verdict, const Element& element) {
  std::string name = OneLine(verdict.name);
  if (!element.labels.empty()) name += " " + LabelsText(element.labels);
  std::string quoted = "'";
  for (const char c : WithoutBars(Shortened(name, kMostOfLine))) {
    if (c == '=')
      quoted += ':';
    else
      quoted.append(c == '\'' ? 2 : 1, c);
  }
  return quoted + "'";
}

std::string_view UnitOfMeasure(const Verdict& verdict) {
  if (verdict.unit == "seconds") return "s";
  return verdict.unit == "bytes" ? "B" : "";
}

// The range that raises no alarm: [@]start:end with ~ for minus infinity. Ends belong to it, so
// that < and <= look alike.
std::string RangeOf(const Verdict& verdict, const Element& element) {
  if (!element.threshold || !std::isfinite(*element.threshold)) return "";
  const std::string limit = FormatFixed(*element.threshold);
  const std::string& op = verdict.comparison;
  if (op == "<" || op == "<=") return "~:" + limit;
  if (op == ">" || op == ">=") return limit + ":";
  if (op == "==") return limit + ":" + limit;
  return op == "!=" ? "@" + limit + ":" + limit : "";
}

// 'label'=value[UOM];warn;crit
std::string Measure(const Verdict& verdict, const Element& element) {
  const bool known = std::isfinite(element.value);
  const std::string range = RangeOf(verdict, element);
  const bool warns = verdict.weight == Weight::kWarns;
  return fmt::format("{}={}{};{};{}", MeasureName(verdict, element),
                     known ? FormatFixed(element.value) : "U", known ? UnitOfMeasure(verdict) : "",
                     warns ? range : "", warns ? "" : range);
}

std::string Measures(const Report& report) {
  std::string text;
  size_t count = 0;
  for (const Verdict& verdict : report.verdicts) {
    for (const Element& element : verdict.elements) {
      if (count++ == kMostMeasures) return text;
      text += " " + Measure(verdict, element);
    }
  }
  return text;
}

// What is wrong with a verdict, on one line.
std::string Line(const Verdict& verdict, const Report& report) {
  std::string text = fmt::format("{}: {}", OneLine(verdict.name), Summary(verdict));
  if (verdict.failed > 0)
    text += ": " + FindingWithLabels(verdict.elements.front(), report);
  else if (!verdict.reason.empty())
    text += ": " + ReasonLines(verdict).front();
  return WithoutBars(Shortened(std::move(text), kMostOfLine));
}

Status Write(const Report& report, const WriteOptions& options, ByteOutput& out) {
  std::vector<const Verdict*> bad;
  for (const Verdict* verdict : WorstFirst(report))
    if (IsFailure(*verdict) || IsWarning(*verdict)) bad.push_back(verdict);
  std::string text = fmt::format("{}: ", kWords[static_cast<size_t>(NagiosStatus(report))]);
  text += bad.size() == 1 ? Line(*bad.front(), report) : WithoutBars(Summary(report));
  if (const std::string measures = Measures(report); !measures.empty()) text += " |" + measures;
  text += '\n';
  for (const Verdict* verdict : bad) {
    if (bad.size() > 1) text += Line(*verdict, report) + "\n";
    const size_t shown = std::min(verdict->failed, options.elements);
    for (size_t i = 1; i < shown; ++i)
      text += WithoutBars(FindingWithLabels(verdict->elements[i], report)) + "\n";
  }
  return out.Write(text);
}

}  // namespace

// What could not be asked is unknown, as is what has no data; a breach is critical, and lines that
// were left out are worth a warning.
int NagiosStatus(const Report& report) {
  int status = report.remark.empty() ? 0 : 1;
  bool breach = false;
  bool unknown = false;
  for (const Verdict& verdict : report.verdicts) {
    if (verdict.outcome == Outcome::kError) return kNagiosUnknown;
    if (IsWarning(verdict)) status = 1;
    breach = breach || verdict.exit == Exit::kNo;
    unknown = unknown || verdict.exit == Exit::kNoData;
  }
  if (breach) return 2;
  return unknown ? kNagiosUnknown : status;
}

extern const Format report_nagios = {
    .name = "nagios",
    .help = "a plugin of Nagios: status line and exit status, performance data",
    .extension = "",
    .write = Write,
};

}  // namespace plumb::report
