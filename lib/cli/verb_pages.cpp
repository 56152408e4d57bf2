#include "cli/verb_pages.h"

#include <fmt/core.h>

#include "cli/common_options.h"
#include "cli/completions.h"
#include "cli/manual.h"

namespace plumb::cli {

namespace {

// What the verb declares itself. Only to be shown: nothing holds what the options would be put in.
std::vector<Option> OptionsOf(const Verb& verb) {
  Declaration declaration;
  declaration.Group("Options");
  verb.body().declare(declaration);
  return declaration.options();
}

// A heading a verb, then what all verbs take.
std::string OptionsPage(const ToolInfo& info, std::span<const Verb* const> verbs,
                        const std::vector<Option>& common) {
  std::string out;
  for (const Verb* verb : verbs)
    out += fmt::format("## {}\n\n*{} {}* {}\n\n{}.\n\n{}", verb->name, info.name, verb->name,
                       ManualEscape(verb->synopsis), ManualEscape(verb->summary),
                       ManualOptions(OptionsOf(*verb)));
  return out + "## Every verb\n\n" + ManualOptions(common);
}

std::string ExamplesPage(std::span<const Verb* const> verbs) {
  std::string out;
  for (const Verb* verb : verbs) out += ManualExamples({.examples = verb->examples});
  return out;
}

}  // namespace

Result<std::string> DumpVerbs(std::string_view part, const ToolInfo& info,
                              std::span<const Verb* const> verbs,
                              const std::vector<Option>& common) {
  if (part == "options") return OptionsPage(info, verbs, common);
  if (part == "exit") return ManualExitStatus();
  if (part == "examples") return ExamplesPage(verbs);
  std::vector<VerbOptions> all;
  for (const Verb* verb : verbs) {
    all.push_back({.name = verb->name, .summary = verb->summary, .options = OptionsOf(*verb)});
    all.back().options.insert(all.back().options.end(), common.begin(), common.end());
  }
  if (part == "bash") return BashCompletion(info, all);
  if (part == "zsh") return ZshCompletion(info, all);
  if (part == "fish") return FishCompletion(info, all);
  return UnknownPart(part);
}

}  // namespace plumb::cli
