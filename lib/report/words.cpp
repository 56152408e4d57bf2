#include "report/words.h"

#include <fmt/core.h>

#include <cmath>

#include "base/number.h"
#include "text/escape.h"
#include "text/utf8.h"

namespace plumb::report {

namespace {

std::string Counted(size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void Append(std::string& list, const std::string& part) {
  if (!list.empty()) list += ", ";
  list += part;
}

// A log of GitHub Actions takes a line that begins with `::`, and any with `##[` in it, for
// commands.
std::string WithoutCommands(std::string text) {
  const size_t first = text.find_first_not_of(' ');
  if (first != std::string::npos && text.compare(first, 2, "::") == 0) text.insert(first + 1, " ");
  for (size_t at = text.find("##["); at != std::string::npos; at = text.find("##[", at))
    text.insert(at + 1, " ");
  return text;
}

std::string SinceText(const Since& since, const Report& report) {
  const DurationMs past = report.end - since.time;
  if (since.or_longer) return fmt::format("; for {} or longer", FormatDuration(past));
  return past > 0 ? fmt::format("; for {}", FormatDuration(past)) : "; just now";
}

std::string HistoryText(const Element& element, const Report& report) {
  const History& history = *element.history;
  const double share =
      100.0 * static_cast<double>(history.failed) / static_cast<double>(history.steps);
  std::string text = fmt::format("; at {} of {} steps ({:.3g} %), first at {}", history.failed,
                                 history.steps, share, TimeText(history.first, report));
  if (history.failed > 1 && element.time != history.first)
    text += fmt::format(", worst at {}", TimeText(element.time, report));
  return text + (history.at_end ? ", still at the end" : ", not at the end");
}

}  // namespace

std::string_view OutcomeWord(const Verdict& verdict) {
  if (IsWarning(verdict)) return "warn";
  if (!IsFailure(verdict)) return "ok";
  if (verdict.outcome == Outcome::kBreach) return "FAIL";
  return verdict.outcome == Outcome::kNoData ? "no data" : "error";
}

std::string Summary(const Verdict& verdict) {
  if (verdict.outcome == Outcome::kNoData) return "no data";
  if (verdict.outcome == Outcome::kError) return "could not be asked";
  const size_t all = verdict.elements.size();
  if (verdict.failed == 0) return Counted(all, "element", "elements");
  if (all == 1) return "fails";
  return fmt::format("{} of {} elements {}", verdict.failed, all,
                     verdict.failed == 1 ? "fails" : "fail");
}

std::string Summary(const Report& report) {
  const Counts counts = CountOf(report);
  const size_t all = report.verdicts.size();
  if (counts.passed == all)
    return all == 1 ? "the expectation holds" : fmt::format("all {} expectations hold", all);
  std::string text;
  if (counts.breached > 0)
    Append(text, fmt::format("{} {}", counts.breached, counts.breached == 1 ? "fails" : "fail"));
  if (counts.errors > 0) Append(text, fmt::format("{} could not be asked", counts.errors));
  if (counts.no_data > 0)
    Append(text,
           fmt::format("{} {} no data", counts.no_data, counts.no_data == 1 ? "has" : "have"));
  if (counts.warned > 0) Append(text, Counted(counts.warned, "warning", "warnings"));
  return fmt::format("of {}: {}", Counted(all, "expectation", "expectations"), text);
}

std::string Title(const Verdict& verdict) {
  const std::string expression = OneLine(verdict.expression);
  const std::string name = OneLine(verdict.name);
  return name == expression ? name : fmt::format("{}: {}", name, expression);
}

std::string LabelsText(const model::Labels& labels) {
  return labels.empty() ? "" : WithoutCommands(text::ForTerminal(labels.ToString()));
}

std::string Finding(const Element& element, const Report& report) {
  std::string text = OneLine(element.says);
  if (element.history)
    text += HistoryText(element, report);
  else if (element.since)
    text += SinceText(*element.since, report);
  return text;
}

std::string FindingWithLabels(const Element& element, const Report& report) {
  const std::string labels = LabelsText(element.labels);
  return labels + (labels.empty() ? "" : " ") + Finding(element, report);
}

std::vector<std::string> ReasonLines(const Verdict& verdict) {
  std::vector<std::string> lines;
  std::string_view rest = verdict.reason;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    lines.push_back(WithoutCommands(text::ForTerminal(rest.substr(0, end))));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (!verdict.cure.empty()) lines.push_back(OneLine(verdict.cure));
  return lines;
}

std::string OneLine(std::string_view text) {
  std::string spaced;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank)
      spaced.push_back(c);
    else if (!spaced.empty() && spaced.back() != ' ')
      spaced.push_back(' ');
  }
  while (!spaced.empty() && spaced.back() == ' ') spaced.pop_back();
  return WithoutCommands(text::ForTerminal(spaced));
}

std::string Shortened(std::string text, size_t bytes) {
  if (text.size() <= bytes) return text;
  constexpr std::string_view kEllipsis = "…";
  size_t end = bytes > kEllipsis.size() ? bytes - kEllipsis.size() : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end).append(kEllipsis);
}

std::string ShortNumber(double value) {
  constexpr double kWhole = 1e15;  // integers below are exact, and short enough to read
  if (!std::isfinite(value)) return FormatGeneral(value);
  if (value == std::trunc(value) && std::abs(value) < kWhole) return fmt::format("{:.0f}", value);
  return fmt::format("{:.6g}", value);
}

std::string TimeText(Timestamp time, const Report& report) {
  const CivilTime at = report.zone.ToCivil(time);
  const CivilTime end = report.zone.ToCivil(report.end);
  std::string text = fmt::format("{:02}:{:02}:{:02} {}", at.hour, at.minute, at.second,
                                 report.zone.Abbreviation(time));
  if (at.year == end.year && at.month == end.month && at.day == end.day) return text;
  return fmt::format("{:04}-{:02}-{:02} {}", at.year, at.month, at.day, text);
}

}  // namespace plumb::report
