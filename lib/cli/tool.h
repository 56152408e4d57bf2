// SPDX-License-Identifier: Apache-2.0
// The frame of a tool: parses what was declared, answers --help and --version, prints the message
// of an error, flushes and checks the output, and leaves with the exit status of the table in
// base/result.h.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/declaration.h"
#include "cli/io.h"

namespace plumb::cli {

struct Example {
  std::string_view command;
  std::string_view says;
};

struct ToolInfo {
  std::string_view name;          // "plumb-chart"
  std::string_view summary;       // "draw what is on stdin"
  std::string_view synopsis;      // "[OPTION…] [FILE]"
  std::vector<Example> examples;  // the first two open the help
  std::string_view footer;        // last lines of the help; "" for none
  std::string_view verb = {};     // the verb that all this is about, of a tool that has some
};

// "plumb-chart", "plumb-store verify".
std::string CommandName(const ToolInfo& info);

// What Run gives back when nothing failed: kYes, kNo (some lines were rejected) or kNoData.
using RunResult = Result<Exit>;

// The whole of main() of a tool:
//   int main(int argc, char** argv) { return cli::Main<Options>(kInfo, Declare, Run, argc, argv); }
// `run` is called with parsed, checked options only.
int RunTool(const ToolInfo& info, const std::function<void(Declaration&)>& declare,
            const std::function<RunResult(Io&)>& run, int argc, const char* const* argv, Io& io);

// The end of a tool: flushes the output, says what failed, and gives the exit status.
int Leave(const ToolInfo& info, RunResult result, Io& io);

// The process' own streams, clock and terminal. The streams live as long as the process.
Io& SystemIo();

template <typename Options>
int Main(const ToolInfo& info, void (*declare)(Declaration&, Options&),
         RunResult (*run)(const Options&, Io&), int argc, char** argv, Io& io = SystemIo()) {
  Options options;
  return RunTool(
      info, [&](Declaration& d) { declare(d, options); },
      [&](Io& with) { return run(options, with); }, argc, argv, io);
}

}  // namespace plumb::cli
