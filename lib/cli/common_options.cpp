#include "cli/common_options.h"

#include <fmt/core.h>

namespace plumb::cli {

namespace {

system::ColorWish ParseWish(std::string_view word) {
  if (word == "always") return system::ColorWish::kAlways;
  return word == "never" ? system::ColorWish::kNever : system::ColorWish::kAuto;
}

}  // namespace

void DeclareCommon(Declaration& d, CommonOptions& o) {
  d.Group(kCommonGroup, GroupHelp::kNames);
  d.Count("-q,--quiet", o.verbosity, -1, "say nothing but what went wrong");
  d.Count("-v,--verbose", o.verbosity, 1, "say what was done");
  d.Choice("--color", o.color, {"auto", "always", "never"}, "colours in the output");
  d.Flag("-h,--help", o.help, "this text");
  d.Flag("--version", o.version, "the version");
}

void Apply(const CommonOptions& o, Io& io) {
  io.verbosity = o.verbosity;
  io.terminal.color = system::ChooseColor(io.terminal, ParseWish(o.color));
}

bool Wants(int argc, const char* const* argv, std::string_view name, std::string_view* value) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--") return false;
    if (argument == name) return true;
    if (value != nullptr && argument.starts_with(name)) {
      *value = argument.substr(name.size());
      return true;
    }
  }
  return false;
}

bool WantsHelp(int argc, const char* const* argv) {
  return Wants(argc, argv, "--help") || Wants(argc, argv, "-h");
}

std::string VersionText(const ToolInfo& info) {
  return fmt::format("{} {}\n", info.name, PLUMB_VERSION);
}

Error UnknownPart(std::string_view part) {
  return {
      Exit::kUsage,
      fmt::format("--help-dump: '{}' is none of options, exit, examples, bash, zsh, fish", part)};
}

RunResult Print(Io& io, std::string_view text) {
  PLUMB_TRY(io.out.Write(text));
  return Exit::kYes;
}

}  // namespace plumb::cli
