// github: annotations of a GitHub Actions step, as workflow commands.
#include <fmt/core.h>

#include <algorithm>

#include "report/format.h"
#include "report/words.h"

namespace plumb::report {

namespace {

// GitHub shows ten annotations of a kind for one step and drops the others silently.
constexpr size_t kMostOfAKind = 10;
constexpr size_t kMostOfTitle = 200;
constexpr size_t kMostOfMessage = 4'000;  // 4 KiB are shown

// actions/toolkit, command.ts: escapeData and escapeProperty.
std::string Escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out;
}

std::string Message(const Verdict& verdict, const Report& report, const WriteOptions& options) {
  const std::string expression = OneLine(verdict.expression);
  std::string text = fmt::format("{}: {}", expression, Summary(verdict));
  const size_t shown = std::min(verdict.failed, options.elements);
  for (size_t i = 0; i < shown; ++i) text += "\n" + FindingWithLabels(verdict.elements[i], report);
  if (shown < verdict.failed) text += fmt::format("\nand {} more", verdict.failed - shown);
  for (const std::string& line : ReasonLines(verdict)) text += "\n" + line;
  return Shortened(std::move(text), kMostOfMessage);
}

std::string Command(std::string_view kind, const Verdict& verdict, const Report& report,
                    const WriteOptions& options) {
  std::string place;
  if (!verdict.place.file.empty())
    place = fmt::format("file={},line={},", Escaped(OneLine(verdict.place.file), true),
                        verdict.place.line);
  const std::string title = Shortened(OneLine(verdict.name), kMostOfTitle);
  return fmt::format("::{} {}title={}::{}\n", kind, place, Escaped(title, true),
                     Escaped(Message(verdict, report, options), false));
}

// The last of them tells of those that are one too many.
std::string Commands(std::string_view kind, const std::vector<const Verdict*>& verdicts,
                     const Report& report, const WriteOptions& options) {
  const bool all = verdicts.size() <= kMostOfAKind;
  const size_t shown = all ? verdicts.size() : kMostOfAKind - 1;
  std::string text;
  for (size_t i = 0; i < shown; ++i) text += Command(kind, *verdicts[i], report, options);
  if (all) return text;
  std::string names;
  for (size_t i = shown; i < verdicts.size(); ++i)
    names += "\n" + Shortened(OneLine(verdicts[i]->name), kMostOfTitle);
  const std::string message = Shortened(Summary(report) + names, kMostOfMessage);
  return text + fmt::format("::{} title=and {} more::{}\n", kind, verdicts.size() - shown,
                            Escaped(message, false));
}

Status Write(const Report& report, const WriteOptions& options, ByteOutput& out) {
  std::vector<const Verdict*> errors;
  std::vector<const Verdict*> warnings;
  for (const Verdict* verdict : WorstFirst(report)) {
    if (IsFailure(*verdict)) errors.push_back(verdict);
    if (IsWarning(*verdict)) warnings.push_back(verdict);
  }
  return out.Write(Commands("error", errors, report, options) +
                   Commands("warning", warnings, report, options));
}

}  // namespace

extern const Format report_github = {
    .name = "github",
    .help = "annotations of a GitHub Actions step",
    .extension = "",
    .write = Write,
};

}  // namespace plumb::report
