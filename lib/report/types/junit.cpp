// junit: the XML that CI servers read: a testcase an expectation. <failure> is a breach, <error>
// what could not be judged, <skipped> no data where that is fine.
#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "report/format.h"
#include "report/words.h"
#include "text/escape.h"

namespace plumb::report {

namespace {

constexpr size_t kMostElements = 1'000;  // servers show the text of a case on one page

void AppendAttribute(std::string& text, std::string_view name, std::string_view value) {
  text += fmt::format(" {}=\"", name);
  text::AppendXml(text, value);
  text += '"';
}

// Control characters have been made visible already: XML has no way to write them.
std::string BodyOf(const Verdict& verdict, const Report& report) {
  std::string body;
  const size_t shown = std::min(verdict.failed, kMostElements);
  for (size_t i = 0; i < shown; ++i) body += FindingWithLabels(verdict.elements[i], report) + "\n";
  if (shown < verdict.failed) body += fmt::format("and {} more\n", verdict.failed - shown);
  for (const std::string& line : ReasonLines(verdict)) body += line + "\n";
  return body;
}

std::string MessageOf(const Verdict& verdict, const Report& report) {
  if (verdict.failed > 0)
    return fmt::format("{}; worst: {}", Summary(verdict),
                       FindingWithLabels(verdict.elements.front(), report));
  const std::vector<std::string> lines = ReasonLines(verdict);
  return lines.empty() ? Summary(verdict) : lines.front();
}

// Schemas allow one of them in a case; a warning is a pass that printed something.
void AppendOutcome(std::string& text, const Verdict& verdict, const Report& report) {
  if (verdict.outcome == Outcome::kPass) return;
  if (IsWarning(verdict)) {
    text += "      <system-out>";
    text::AppendXml(
        text, fmt::format("warning: {}\n{}", MessageOf(verdict, report), BodyOf(verdict, report)));
    text += "</system-out>\n";
    return;
  }
  const bool skipped = !IsFailure(verdict);
  const bool breach = verdict.outcome == Outcome::kBreach;
  const std::string_view element = skipped ? "skipped" : breach ? "failure" : "error";
  text += fmt::format("      <{}", element);
  AppendAttribute(text, "message", MessageOf(verdict, report));
  if (skipped) {
    text += "/>\n";
    return;
  }
  AppendAttribute(text, "type",
                  breach                                ? "breach"
                  : verdict.outcome == Outcome::kNoData ? "no data"
                                                        : "error");
  text += '>';
  text::AppendXml(text, BodyOf(verdict, report));
  text += fmt::format("</{}>\n", element);
}

void AppendCase(std::string& text, const Verdict& verdict, const Report& report) {
  text += "    <testcase";
  AppendAttribute(text, "name", OneLine(verdict.name));
  AppendAttribute(text, "classname",
                  verdict.place.file.empty() ? "plumb-check" : OneLine(verdict.place.file));
  AppendAttribute(text, "time", fmt::format("{:.3f}", verdict.seconds));
  text += ">\n";
  AppendOutcome(text, verdict, report);
  text += "    </testcase>\n";
}

Status Write(const Report& report, const WriteOptions&, ByteOutput& out) {
  size_t skipped = 0;
  size_t failures = 0;
  size_t errors = 0;
  for (const Verdict& verdict : report.verdicts) {
    const bool breach = verdict.outcome == Outcome::kBreach;
    if (IsFailure(verdict)) ++(breach ? failures : errors);
    if (verdict.outcome != Outcome::kPass && verdict.weight == Weight::kIgnored) ++skipped;
  }
  const std::string counts =
      fmt::format(" name=\"plumb-check\" tests=\"{}\" failures=\"{}\" errors=\"{}\"",
                  report.verdicts.size(), failures, errors);
  // xs:dateTime as JUnit's schemas have it: seconds, no zone, which is UTC here.
  const std::string time = FormatRfc3339(report.asked / 1000 * 1000, TimeZone::Utc());
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  text += fmt::format("<testsuites{} time=\"{:.3f}\">\n", counts, report.seconds);
  text += fmt::format("  <testsuite{} skipped=\"{}\" timestamp=\"{}\" time=\"{:.3f}\">\n", counts,
                      skipped, time.substr(0, time.size() - 1), report.seconds);
  for (const Verdict& verdict : report.verdicts) AppendCase(text, verdict, report);
  return out.Write(text + "  </testsuite>\n</testsuites>\n");
}

}  // namespace

extern const Format report_junit = {
    .name = "junit",
    .help = "JUnit's XML, for CI servers",
    .extension = "xml",
    .write = Write,
};

}  // namespace plumb::report
