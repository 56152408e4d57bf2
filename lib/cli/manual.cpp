#include "cli/manual.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/help.h"

namespace plumb::cli {

namespace {

std::string Paragraph(const Option& option) {
  std::string title;
  size_t start = 0;
  const std::string& names = option.names;
  while (start < names.size()) {
    const size_t comma = std::min(names.find(',', start), names.size());
    title += (title.empty() ? "*" : ", *") + ManualEscape(names.substr(start, comma - start)) + "*";
    start = comma + 1;
  }
  if (!option.value.empty()) title += " _" + ManualEscape(option.value) + "_";
  return fmt::format("{}\n\t{}.\n\n", title, ManualEscape(option.help));
}

}  // namespace

std::string ManualEscape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '*' || c == '_' || c == '<' || c == '#' || c == '`' || c == '[' ||
        c == '|')
      out += '\\';
    out += c;
  }
  return out;
}

std::string ManualOptions(const std::vector<Option>& options) {
  std::string out;
  for (const Option& option : options)
    if (option.positional) out += Paragraph(option);
  for (const Option& option : options)
    if (!option.positional) out += Paragraph(option);
  return out;
}

std::string ManualExitStatus() {
  return "*0*\n\tdone; the answer is yes.\n\n"
         "*1*\n\tthe answer is no, or some input lines were rejected and the rest was done.\n\n"
         "*2*\n\tcalled wrong: an option, a query, a configuration; nothing was done.\n\n"
         "*3*\n\tno data: a metric that was named has no sample in the window, or the input was "
         "empty.\n\n"
         "*4*\n\tthe outside failed: a file, the network, the output.\n\n"
         "*5*\n\tthe store is missing, damaged, locked, full, or of a newer format.\n\n"
         "See *plumb-exit*(7) for the whole table and what wins when several apply.\n";
}

std::string ManualExamples(const ToolInfo& info) {
  std::string out;
  for (const Example& example : info.examples)
    out += fmt::format("{}:\n\n```\n{}\n```\n\n", ManualEscape(example.says), example.command);
  return out;
}

}  // namespace plumb::cli
