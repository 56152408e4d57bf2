// SPDX-License-Identifier: Apache-2.0
// The frame of a tool with verbs, `plumb-store VERB [OPTION…]`: each verb is a row with options,
// help and examples of its own, in a file of its own.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "cli/tool.h"

namespace plumb::cli {

// A verb's options and what is done with them. Holds the options for as long as either is used.
struct VerbBody {
  std::function<void(Declaration&)> declare;
  std::function<RunResult(Io&)> run;
};

// A row; the file tools/<tool>/verbs/<verb>.cpp ends in it:
//   extern const cli::Verb store_verb_verify = {.name = "verify", …,
//                                               .body = cli::MakeBody<Options, Declare, Run>};
struct Verb {
  std::string_view name;          // "verify"
  std::string_view summary;       // "walk everything and say what does not fit"
  std::string_view synopsis;      // "[OPTION…] DEST"
  std::vector<Example> examples;  // the first two open the verb's help
  VerbBody (*body)();
};

template <typename Options, void (*declare)(Declaration&, Options&),
          RunResult (*run)(const Options&, Io&)>
VerbBody MakeBody() {
  const auto options = std::make_shared<Options>();
  return {.declare = [options](Declaration& d) { declare(d, *options); },
          .run = [options](Io& io) { return run(*options, io); }};
}

// The whole of main() of a tool with verbs. The verb is the first argument, always needed.
int RunVerbs(const ToolInfo& info, std::span<const Verb* const> verbs, int argc,
             const char* const* argv, Io& io = SystemIo());

}  // namespace plumb::cli
