#include "cli/help.h"

#include <fmt/core.h>

#include <algorithm>

#include "text/utf8.h"

namespace plumb::cli {

namespace {

constexpr size_t kWidth = 80;
constexpr size_t kHelpColumn = 26;
constexpr size_t kVerbColumn = 12;

// `text` in lines of `width` cells, those after the first behind `indent` spaces.
std::string Wrap(std::string_view text, size_t indent, size_t width) {
  std::string out;
  size_t used = 0;
  while (!text.empty()) {
    const size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    const size_t cells = text::DisplayWidth(word);
    if (used > 0 && used + 1 + cells > width) {
      out += '\n';
      out.append(indent, ' ');
      used = 0;
    }
    if (used > 0) {
      out += ' ';
      ++used;
    }
    out += word;
    used += cells;
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return out;
}

void AppendOption(std::string& out, const Option& option) {
  std::string title = "  " + OptionTitle(option);
  if (text::DisplayWidth(title) + 2 > kHelpColumn) {
    out += title + "\n" + std::string(kHelpColumn, ' ');
  } else {
    out += text::PadRight(title, kHelpColumn);
  }
  out += Wrap(option.help, kHelpColumn, kWidth - kHelpColumn) + "\n";
}

// `HTTP: -H, --bearer-file, … (see man)`.
void AppendNames(std::string& out, const std::string& group, const std::vector<Option>& options) {
  std::string names;
  for (const Option& option : options)
    if (!option.positional && option.group == group)
      names += fmt::format("{}{}", names.empty() ? "" : ", ", option.AllNames().front());
  const std::string line = fmt::format("{}: {} (see man)", group, names);
  out += "\n" + Wrap(line, 2, kWidth) + "\n";
}

GroupHelp HelpOf(const std::string& group, const std::vector<Option>& options) {
  for (const Option& option : options)
    if (!option.positional && option.group == group) return option.group_help;
  return GroupHelp::kLines;
}

// All options but positional ones, by group.
void AppendGroups(std::string& out, const std::vector<Option>& options) {
  std::vector<std::string> groups;
  for (const Option& option : options)
    if (!option.positional && std::find(groups.begin(), groups.end(), option.group) == groups.end())
      groups.push_back(option.group);
  for (const std::string& group : groups) {
    if (HelpOf(group, options) == GroupHelp::kNames) {
      AppendNames(out, group, options);
      continue;
    }
    out += fmt::format("\n{}:\n", group.empty() ? "Options" : group);
    for (const Option& option : options)
      if (!option.positional && option.group == group) AppendOption(out, option);
  }
}

std::string Head(const ToolInfo& info) {
  std::string out = fmt::format("{}: {}\n\n", CommandName(info), info.summary);
  for (size_t i = 0; i < std::min<size_t>(2, info.examples.size()); ++i)
    out += fmt::format("  {}\n      {}\n", info.examples[i].command, info.examples[i].says);
  out += fmt::format("\nusage: {} {}\n", CommandName(info), info.synopsis);
  return out;
}

}  // namespace

std::string OptionTitle(const Option& option) {
  std::string title;
  for (const char c : option.names) title += c == ',' ? std::string(", ") : std::string(1, c);
  if (!option.positional && title.starts_with("--")) title = "    " + title;
  if (!option.value.empty()) title += " " + option.value;
  return title;
}

std::string HelpText(const ToolInfo& info, const std::vector<Option>& options) {
  std::string out = Head(info);
  for (const Option& option : options)
    if (option.positional) AppendOption(out, option);
  AppendGroups(out, options);
  if (!info.footer.empty()) out += fmt::format("\n{}\n", info.footer);
  return out;
}

std::string VerbsHelpText(const ToolInfo& info, std::span<const Verb* const> verbs,
                          const std::vector<Option>& options) {
  std::string out = Head(info) + "\nVerbs:\n";
  for (const Verb* verb : verbs)
    out += text::PadRight(fmt::format("  {}", verb->name), kVerbColumn) +
           Wrap(verb->summary, kVerbColumn, kWidth - kVerbColumn) + "\n";
  AppendGroups(out, options);
  out += fmt::format("\n{} VERB --help says what a verb takes.\n", info.name);
  return out;
}

}  // namespace plumb::cli
