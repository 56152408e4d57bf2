#include "cli/tool.h"

#include <fmt/core.h>
#include <unistd.h>

#include "cli/common_options.h"
#include "cli/completions.h"
#include "cli/help.h"
#include "cli/manual.h"
#include "cli/parse.h"
#include "system/fd_stream.h"

namespace plumb::cli {

namespace {

constexpr int kBrokenPipe = 128 + 13;  // what the shell shows for a process that SIGPIPE ended

Result<std::string> Dump(std::string_view part, const ToolInfo& info,
                         const std::vector<Option>& options) {
  if (part == "options") return ManualOptions(options);
  if (part == "exit") return ManualExitStatus();
  if (part == "examples") return ManualExamples(info);
  if (part == "bash") return BashCompletion(info, options);
  if (part == "zsh") return ZshCompletion(info, options);
  if (part == "fish") return FishCompletion(info, options);
  return UnknownPart(part);
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
  if (WantsHelp(argc, argv)) return Print(io, HelpText(info, options));
  if (Wants(argc, argv, "--version")) return Print(io, VersionText(info));
  PLUMB_TRY(Parse(options, std::vector<std::string>(argv + 1, argv + argc)));
  Apply(common, io);
  return run(io);
}

}  // namespace

std::string CommandName(const ToolInfo& info) {
  return info.verb.empty() ? std::string(info.name) : fmt::format("{} {}", info.name, info.verb);
}

int RunTool(const ToolInfo& info, const std::function<void(Declaration&)>& declare,
            const std::function<RunResult(Io&)>& run, int argc, const char* const* argv, Io& io) {
  io.program = info.name;
  return Leave(info, ParseAndRun(info, declare, run, argc, argv, io), io);
}

int Leave(const ToolInfo& info, RunResult result, Io& io) {
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
