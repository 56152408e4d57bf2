// SPDX-License-Identifier: Apache-2.0
// Completion scripts for bash, zsh and fish, from the declaration. The committed ones in
// completions/ are written by scripts/update-golden; a test says when they are stale.
#pragma once

#include <string>

#include "cli/tool.h"

namespace plumb::cli {

std::string BashCompletion(const ToolInfo& info, const std::vector<Option>& options);
std::string ZshCompletion(const ToolInfo& info, const std::vector<Option>& options);
std::string FishCompletion(const ToolInfo& info, const std::vector<Option>& options);

// A verb of a tool that has some, and its options.
struct VerbOptions {
  std::string_view name;
  std::string_view summary;
  std::vector<Option> options;
};
// Verbs first, then the options of the one that is there.
std::string BashCompletion(const ToolInfo& info, const std::vector<VerbOptions>& verbs);
std::string ZshCompletion(const ToolInfo& info, const std::vector<VerbOptions>& verbs);
std::string FishCompletion(const ToolInfo& info, const std::vector<VerbOptions>& verbs);

}  // namespace plumb::cli
