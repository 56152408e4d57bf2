#include "cli/verbs.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/common_options.h"
#include "cli/help.h"
#include "cli/parse.h"
#include "cli/verb_pages.h"
#include "text/suggest.h"

namespace plumb::cli {

namespace {

const Verb* Find(std::span<const Verb* const> verbs, std::string_view name) {
  const auto found = std::find_if(verbs.begin(), verbs.end(),
                                  [&](const Verb* verb) { return verb->name == name; });
  return found == verbs.end() ? nullptr : *found;
}

std::string Names(std::span<const Verb* const> verbs) {
  std::string names;
  for (const Verb* verb : verbs)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", verb->name);
  return names;
}

Error Usage(std::string message) {
  return {Exit::kUsage, std::move(message)};
}

Error UnknownVerb(std::span<const Verb* const> verbs, std::string_view word) {
  std::vector<std::string_view> names;
  for (const Verb* verb : verbs) names.push_back(verb->name);
  return Usage(fmt::format("there is no verb '{}'{} (one of: {})", word,
                           text::DidYouMean(word, names), Names(verbs)));
}

// A line whose first argument is no verb.
RunResult WithoutVerb(const ToolInfo& info, std::span<const Verb* const> verbs, int argc,
                      const char* const* argv, Io& io) {
  Declaration declaration;
  CommonOptions common;
  DeclareCommon(declaration, common);
  const std::vector<Option>& options = declaration.options();
  std::string_view part;
  if (Wants(argc, argv, "--help-dump=", &part)) {
    PLUMB_ASSIGN(const std::string text, DumpVerbs(part, info, verbs, options));
    return Print(io, text);
  }
  if (WantsHelp(argc, argv)) return Print(io, VerbsHelpText(info, verbs, options));
  if (Wants(argc, argv, "--version")) return Print(io, VersionText(info));
  if (argc > 1 && argv[1][0] != '-') return UnknownVerb(verbs, argv[1]);
  for (int i = 1; i < argc; ++i)
    if (Find(verbs, argv[i]) != nullptr)
      return Usage(fmt::format("the verb comes first: {} {} …", info.name, argv[i]));
  // A typo in an option is named before the verb is missed.
  PLUMB_TRY(Parse(options, std::vector<std::string>(argv + 1, argv + argc)));
  return Usage(fmt::format("a verb is missing (one of: {}), see --help", Names(verbs)));
}

}  // namespace

int RunVerbs(const ToolInfo& info, std::span<const Verb* const> verbs, int argc,
             const char* const* argv, Io& io) {
  const Verb* verb = argc > 1 ? Find(verbs, argv[1]) : nullptr;
  if (verb == nullptr) {
    io.program = info.name;
    return Leave(info, WithoutVerb(info, verbs, argc, argv, io), io);
  }
  const ToolInfo of_verb = {.name = info.name,
                            .summary = verb->summary,
                            .synopsis = verb->synopsis,
                            .examples = verb->examples,
                            .verb = verb->name};
  const VerbBody body = verb->body();
  return RunTool(of_verb, body.declare, body.run, argc - 1, argv + 1, io);
}

}  // namespace plumb::cli
