// SPDX-License-Identifier: Apache-2.0
// What --help prints: two examples, the usage line, the options by group.
#pragma once

#include <span>
#include <string>

#include "cli/tool.h"
#include "cli/verbs.h"

namespace plumb::cli {

// Lines of at most 80 cells.
std::string HelpText(const ToolInfo& info, const std::vector<Option>& options);

// The same of a tool with verbs: a line a verb instead of the options of all of them.
std::string VerbsHelpText(const ToolInfo& info, std::span<const Verb* const> verbs,
                          const std::vector<Option>& options);

// "-o, --output FORMAT" for an option, "EXPR" for an argument.
std::string OptionTitle(const Option& option);

}  // namespace plumb::cli
