// SPDX-License-Identifier: Apache-2.0
// What --help prints: two examples, the usage line, the options by group.
#pragma once

#include <string>

#include "cli/tool.h"

namespace plumb::cli {

// Lines of at most 80 cells.
std::string HelpText(const ToolInfo& info, const std::vector<Option>& options);

// "-o, --output FORMAT" for an option, "EXPR" for an argument.
std::string OptionTitle(const Option& option);

}  // namespace plumb::cli
