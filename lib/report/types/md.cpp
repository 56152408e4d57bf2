// md: Markdown for summaries of CI jobs and comments. Lists and not tables, since a bar cannot be
// written safely in code inside of a table cell; label values stand in code spans, where neither
// markup nor @mentions nor links are seen.
#include <fmt/core.h>

#include <algorithm>

#include "report/format.h"
#include "report/words.h"

namespace plumb::report {

namespace {

// GitHub takes 1 MiB for a job's summary and 64 KiB for a comment; the smaller is enough to read.
constexpr size_t kMostBytes = 60'000;
constexpr size_t kMostOfOneText = 2'000;

// The text in backticks, more of them than it holds itself (CommonMark 6.1).
std::string CodeSpan(const std::string& text) {
  size_t longest = 0;
  size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const std::string_view gap = longest > 0 ? " " : "";
  return fmt::format("{}{}{}{}{}", fence, gap, Shortened(text, kMostOfOneText), gap, fence);
}

// Plain text: each ASCII punctuation that could begin markup gets a backslash (CommonMark 2.4), and
// the @ of a mention, which knows no backslash, an empty comment.
std::string Plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '@') {
      out += "@<!---->";
      continue;
    }
    if (std::string_view("\\`*_[]<#|~&").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string_view Sign(const Verdict& verdict) {
  if (IsWarning(verdict)) return "⚠️";
  return IsFailure(verdict) ? "❌" : "✅";
}

void AppendVerdict(std::string& text, const Verdict& verdict, const Report& report,
                   const WriteOptions& options) {
  const std::string expression = OneLine(verdict.expression);
  const std::string name = OneLine(verdict.name);
  text += fmt::format("- {} ", Sign(verdict));
  if (name != expression) text += fmt::format("**{}** ", Plain(Shortened(name, kMostOfOneText)));
  text += fmt::format("{} ({})\n", CodeSpan(expression), Summary(verdict));
  if (!IsFailure(verdict) && !IsWarning(verdict)) return;
  const size_t shown = std::min(verdict.failed, options.elements);
  for (size_t i = 0; i < shown; ++i) {
    const Element& element = verdict.elements[i];
    const std::string labels = LabelsText(element.labels);
    text += fmt::format("  - {}{}{}\n", labels.empty() ? "" : CodeSpan(labels),
                        labels.empty() ? "" : " ", Plain(Finding(element, report)));
  }
  if (shown < verdict.failed) text += fmt::format("  - and {} more\n", verdict.failed - shown);
  for (const std::string& line : ReasonLines(verdict))
    text += fmt::format("  - {}\n", CodeSpan(line));
}

Status Write(const Report& report, const WriteOptions& options, ByteOutput& out) {
  std::string text = fmt::format("### plumb-check: {}\n\n", Summary(report));
  size_t left_out = 0;
  for (const Verdict* verdict : WorstFirst(report)) {
    std::string item;
    AppendVerdict(item, *verdict, report, options);
    if (text.size() + item.size() > kMostBytes)
      ++left_out;
    else
      text += item;
  }
  if (left_out > 0) text += fmt::format("- and {} more\n", left_out);
  return out.Write(text + "\n");
}

}  // namespace

extern const Format report_md = {
    .name = "md",
    .help = "Markdown, for comments and summaries",
    .extension = "md",
    .write = Write,
};

}  // namespace plumb::report
