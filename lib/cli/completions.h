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

}  // namespace plumb::cli
