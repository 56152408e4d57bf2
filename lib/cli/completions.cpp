#include "cli/completions.h"

#include <fmt/core.h>

#include <algorithm>

namespace plumb::cli {

namespace {

// Names of metrics and labels come from the default store; a tool that finds none prints nothing.
constexpr std::string_view kMetrics = "plumb-query --metrics -o value 2>/dev/null";
constexpr std::string_view kLabels = "plumb-query --labels -o value 2>/dev/null";

// The tools that are installed, and `help`, which its first line stands for.
constexpr std::string_view kTools =
    "plumb help 2>/dev/null | sed -n \"1s/.*/help/p;/^topics/q;s/^  //p\"";

std::string Join(const std::vector<std::string>& words, std::string_view separator) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += separator;
    out += word;
  }
  return out;
}

std::string Identifier(std::string_view name) {
  std::string out = "_";
  for (const char c : name) out += c == '-' ? '_' : c;
  return out;
}

std::string BashWords(const Option& option) {
  switch (option.completion) {
    case Completion::kFile:
      return "COMPREPLY=($(compgen -f -- \"$cur\"))";
    case Completion::kDirectory:
      return "COMPREPLY=($(compgen -d -- \"$cur\"))";
    case Completion::kWords:
      return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$cur\"))", Join(option.words, " "));
    case Completion::kMetric:
      return fmt::format("COMPREPLY=($(compgen -W \"$({})\" -- \"$cur\"))", kMetrics);
    case Completion::kLabel:
      return fmt::format("COMPREPLY=($(compgen -W \"$({})\" -- \"$cur\"))", kLabels);
    case Completion::kTool:
      return fmt::format("COMPREPLY=($(compgen -W \"$({})\" -- \"$cur\"))", kTools);
    case Completion::kNone:
      return "COMPREPLY=()";
  }
  return "";
}

std::string ZshEscape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out;
}

std::string ZshAction(const Option& option) {
  switch (option.completion) {
    case Completion::kFile:
      return "_files";
    case Completion::kDirectory:
      return "_files -/";
    case Completion::kWords:
      return "(" + Join(option.words, " ") + ")";
    case Completion::kMetric:
      return fmt::format("{{compadd -- ${{(f)\"$({})\"}}}}", kMetrics);
    case Completion::kLabel:
      return fmt::format("{{compadd -- ${{(f)\"$({})\"}}}}", kLabels);
    case Completion::kTool:
      return fmt::format("{{compadd -- ${{(f)\"$({})\"}}}}", kTools);
    case Completion::kNone:
      return " ";
  }
  return "";
}

std::string FishQuote(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string FishValue(const Option& option) {
  switch (option.completion) {
    case Completion::kFile:
      return " -r -F";
    case Completion::kDirectory:
      return " -x -a '(__fish_complete_directories)'";
    case Completion::kWords:
      return " -x -a " + FishQuote(Join(option.words, " "));
    case Completion::kMetric:
      return fmt::format(" -x -a '({})'", kMetrics);
    case Completion::kLabel:
      return fmt::format(" -x -a '({})'", kLabels);
    case Completion::kTool:
      return fmt::format(" -x -a '({})'", kTools);
    case Completion::kNone:
      return option.value.empty() ? "" : " -x";
  }
  return "";
}

// The body of a bash function that completes these options, behind `indent`.
std::string BashBody(const std::vector<Option>& options, std::string_view indent) {
  std::vector<std::string> all;
  std::string cases;
  std::string positional = "COMPREPLY=($(compgen -f -- \"$cur\"))";
  for (const Option& option : options) {
    if (option.positional) {
      positional = BashWords(option);
      continue;
    }
    const std::vector<std::string> names = option.AllNames();
    all.insert(all.end(), names.begin(), names.end());
    if (!option.value.empty())
      cases += fmt::format("{}  {}) {}; return ;;\n", indent, Join(names, "|"), BashWords(option));
  }
  return fmt::format(
      "{0}case $prev in\n{1}{0}esac\n"
      "{0}if [[ $cur == -* ]]; then\n{0}  COMPREPLY=($(compgen -W '{2}' -- \"$cur\"))\n"
      "{0}else\n{0}  {3}\n{0}fi\n",
      indent, cases, Join(all, " "), positional);
}

std::string BashFunction(const ToolInfo& info, std::string_view body) {
  return fmt::format(
      "# bash completion for {0}; written from its declaration, do not edit\n"
      "{1}() {{\n"
      "  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}}\n"
      "{2}}}\n"
      "complete -F {1} {0}\n",
      info.name, Identifier(info.name), body);
}

// zsh's _arguments with a line an option.
std::string ZshArguments(const std::vector<Option>& options) {
  std::string lines = "_arguments -s -S";
  for (const Option& option : options) {
    if (option.positional) {
      lines += fmt::format(" \\\n  '{}:{}:{}'", option.many ? "*" : "", ZshEscape(option.names),
                           ZshAction(option));
      continue;
    }
    const std::vector<std::string> names = option.AllNames();
    const std::string value =
        option.value.empty() ? ""
                             : fmt::format(":{}:{}", ZshEscape(option.value), ZshAction(option));
    for (const std::string& name : names)
      lines += fmt::format(" \\\n  '{}{}[{}]{}'", option.many ? "*" : "", name,
                           ZshEscape(option.help), value);
  }
  return lines + "\n";
}

std::string ZshHead(const ToolInfo& info) {
  return fmt::format(
      "#compdef {0}\n# zsh completion for {0}; written from its declaration, do not edit\n",
      info.name);
}

std::string FishHead(const ToolInfo& info) {
  return fmt::format("# fish completion for {}; written from its declaration, do not edit\n",
                     info.name);
}

// A line an option, each behind `complete`, which begins with `complete -c NAME`.
std::string FishLines(const std::vector<Option>& options, std::string_view complete) {
  std::string out;
  for (const Option& option : options) {
    if (option.positional) {
      if (option.completion != Completion::kNone)
        out += fmt::format("{}{}\n", complete, FishValue(option));
      continue;
    }
    out += complete;
    for (const std::string& name : option.AllNames())
      out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    out += FishValue(option) + " -d " + FishQuote(option.help) + "\n";
  }
  return out;
}

}  // namespace

std::string BashCompletion(const ToolInfo& info, const std::vector<Option>& options) {
  return BashFunction(info, BashBody(options, "  "));
}

std::string BashCompletion(const ToolInfo& info, const std::vector<VerbOptions>& verbs) {
  std::string names;
  std::string cases;
  for (const VerbOptions& verb : verbs) {
    names += fmt::format("{} ", verb.name);
    cases += fmt::format("  {})\n{}    ;;\n", verb.name, BashBody(verb.options, "    "));
  }
  return BashFunction(info,
                      fmt::format("  if [[ $COMP_CWORD -eq 1 ]]; then\n"
                                  "    COMPREPLY=($(compgen -W '{}--help --version' -- \"$cur\"))\n"
                                  "    return\n  fi\n"
                                  "  case ${{COMP_WORDS[1]}} in\n{}  esac\n",
                                  names, cases));
}

std::string ZshCompletion(const ToolInfo& info, const std::vector<Option>& options) {
  return ZshHead(info) + ZshArguments(options);
}

std::string ZshCompletion(const ToolInfo& info, const std::vector<VerbOptions>& verbs) {
  std::string names;
  std::string cases;
  for (const VerbOptions& verb : verbs) {
    names += fmt::format(" \\\n    '{}:{}'", verb.name, ZshEscape(verb.summary));
    cases += fmt::format("{})\n{};;\n", verb.name, ZshArguments(verb.options));
  }
  return ZshHead(info) + fmt::format(
                             "if (( CURRENT == 2 )); then\n"
                             "  local -a verbs=({})\n"
                             "  _describe verb verbs\n  return\nfi\n"
                             "local verb=$words[2]\n"
                             "shift words\n(( CURRENT-- ))\n"
                             "case $verb in\n{}esac\n",
                             names, cases);
}

std::string FishCompletion(const ToolInfo& info, const std::vector<Option>& options) {
  return FishHead(info) + FishLines(options, fmt::format("complete -c {}", info.name));
}

std::string FishCompletion(const ToolInfo& info, const std::vector<VerbOptions>& verbs) {
  std::string out = FishHead(info);
  for (const VerbOptions& verb : verbs) {
    out += fmt::format("complete -c {} -n __fish_use_subcommand -x -a {} -d {}\n", info.name,
                       verb.name, FishQuote(verb.summary));
    out += FishLines(verb.options, fmt::format("complete -c {} -n '__fish_seen_subcommand_from {}'",
                                               info.name, verb.name));
  }
  return out;
}

}  // namespace plumb::cli
