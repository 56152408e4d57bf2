#include "cli/tool.h"

#include <fmt/core.h>
#include <unistd.h>

#include "cli/completions.h"
#include "cli/help.h"
#include "cli/manual.h"
#include "cli/parse.h"
#include "system/fd_stream.h"

namespace plumb::cli {

namespace {

constexpr int kBrokenPipe = 128 + 13;  // what the shell shows for a process that SIGPIPE ended

// What the frame itself understands, in every tool.
struct CommonOptions {
  bool help = false;
  bool version = false;
  int verbosity = 0;
  std::string color = "auto";
};

void DeclareCommon(Declaration& d, CommonOptions& o) {
  d.Group("Common", GroupHelp::kNames);
  d.Count("-q,--quiet", o.verbosity, -1, "say nothing but what went wrong");
  d.Count("-v,--verbose", o.verbosity, 1, "say what was done");
  d.Choice("--color", o.color, {"auto", "always", "never"}, "colours in the output");
  d.Flag("-h,--help", o.help, "this text");
  d.Flag("--version", o.version, "the version");
}

// --help wins over anything else that is wrong with the line; so does --help-dump, which is for our
// build.
bool Wants(int argc, const char* const* argv, std::string_view name,
           std::string_view* value = nullptr) {
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

Result<std::string> Dump(std::string_view part, const ToolInfo& info,
                         const std::vector<Option>& options) {
  if (part == "options") return ManualOptions(options);
  if (part == "exit") return ManualExitStatus();
  if (part == "examples") return ManualExamples(info);
  if (part == "bash") return BashCompletion(info, options);
  if (part == "zsh") return ZshCompletion(info, options);
  if (part == "fish") return FishCompletion(info, options);
  return Error{
      Exit::kUsage,
      fmt::format("--help-dump: '{}' is none of options, exit, examples, bash, zsh, fish", part)};
}

RunResult Print(Io& io, std::string_view text) {
  PLUMB_TRY(io.out.Write(text));
  return Exit::kYes;
}

system::ColorWish ParseWish(std::string_view word) {
  if (word == "always") return system::ColorWish::kAlways;
  return word == "never" ? system::ColorWish::kNever : system::ColorWish::kAuto;
}

RunResult ParseAndRun(const ToolInfo& info, const std::function<void(Declaration&)>& declare,
                      const std::function<RunResult(Io&)>& run, int argc, const char* const* argv,
                      Io& io) {
  Declaration declaration;
  CommonOptions common;
  declaration.Group("Options");
  declare(declaration);
  DeclareCommon(declaration, common);
  const std::vector<Option>& options = declaration.options();
  std::string_view part;
  if (Wants(argc, argv, "--help-dump=", &part)) {
    PLUMB_ASSIGN(const std::string text, Dump(part, info, options));
    return Print(io, text);
  }
  if (Wants(argc, argv, "--help") || Wants(argc, argv, "-h"))
    return Print(io, HelpText(info, options));
  if (Wants(argc, argv, "--version"))
    return Print(io, fmt::format("{} {}\n", info.name, PLUMB_VERSION));
  PLUMB_TRY(Parse(options, std::vector<std::string>(argv + 1, argv + argc)));
  io.verbosity = common.verbosity;
  io.terminal.color = system::ChooseColor(io.terminal, ParseWish(common.color));
  return run(io);
}

}  // namespace

int RunTool(const ToolInfo& info, const std::function<void(Declaration&)>& declare,
            const std::function<RunResult(Io&)>& run, int argc, const char* const* argv, Io& io) {
  io.program = info.name;
  RunResult result = ParseAndRun(info, declare, run, argc, argv, io);
  const Status flushed = io.out.Flush();
  if (io.out.broken_pipe()) return kBrokenPipe;
  if (result.ok() && !flushed.ok()) result = flushed.error();
  if (!result.ok()) {
    // Errors are said even with -q: silence would leave only a number.
    (void)io.err.Write(fmt::format("{}: {}\n", info.name, result.error().message)).ok();
    (void)io.err.Flush().ok();
    return static_cast<int>(result.error().code);
  }
  return static_cast<int>(*result);
}

Io& SystemIo() {
  static system::FdInput in(STDIN_FILENO, "standard input");
  static system::FdOutput out(STDOUT_FILENO, "standard output");
  static system::FdOutput err(STDERR_FILENO, "standard error");
  static Io io(in, out, err, SystemClock(), system::DetectTerminal());
  return io;
}

}  // namespace plumb::cli
