// table: a line a verdict for people, with the elements that fail below it.
#include <fmt/core.h>

#include <algorithm>

#include "report/format.h"
#include "report/words.h"
#include "text/utf8.h"

namespace plumb::report {

namespace {

constexpr size_t kWordCells = 9;  // "no data" and the gap behind it

std::string_view ColorOf(const Verdict& verdict) {
  if (IsWarning(verdict)) return "\x1b[33m";
  return IsFailure(verdict) ? "\x1b[1;31m" : "\x1b[32m";
}

void AppendVerdict(std::string& text, const Verdict& verdict, const WriteOptions& options) {
  const std::string word = text::PadRight(OutcomeWord(verdict), kWordCells);
  text += options.color ? fmt::format("{}{}\x1b[0m", ColorOf(verdict), word) : word;
  // The word alone says it of one element, and of none.
  const bool said = IsFailure(verdict) && verdict.elements.size() <= 1;
  text += Title(verdict) + (said ? "\n" : fmt::format(" ({})\n", Summary(verdict)));
}

void AppendElements(std::string& text, const Verdict& verdict, const Report& report, size_t limit) {
  const size_t shown = std::min(verdict.failed, limit);
  for (size_t i = 0; i < shown; ++i)
    text += fmt::format("  {}\n", FindingWithLabels(verdict.elements[i], report));
  if (shown < verdict.failed)
    text += fmt::format("  and {} more; -v shows all\n", verdict.failed - shown);
}

Status Write(const Report& report, const WriteOptions& options, ByteOutput& out) {
  std::string text;
  const Verdict* before = nullptr;
  for (const Verdict& verdict : report.verdicts) {
    const bool fine = !IsFailure(verdict) && !IsWarning(verdict);
    if (fine && options.only_bad) continue;
    AppendVerdict(text, verdict, options);
    for (const std::string& note : verdict.notes)
      text += fmt::format("  note: {}\n", OneLine(note));
    if (!fine) {
      AppendElements(text, verdict, report, options.elements);
      // The same reason again (a source that cannot be opened) is said once.
      if (before == nullptr || before->reason != verdict.reason)
        for (const std::string& line : ReasonLines(verdict)) text += fmt::format("  {}\n", line);
      before = &verdict;
    }
  }
  return out.Write(text);
}

}  // namespace

extern const Format report_table = {
    .name = "table",
    .help = "a line an expectation, with the elements that fail",
    .extension = "txt",
    .write = Write,
};

}  // namespace plumb::report
