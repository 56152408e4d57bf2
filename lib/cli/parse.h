// SPDX-License-Identifier: Apache-2.0
// Arguments of a command line given to the options that were declared. The door to CLI11.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/declaration.h"

namespace plumb::cli {

// Calls `take` of every option that was given, in the order of their declaration. The error
// (Exit::kUsage) names the argument, the nearest right one, and the hint `--` for an argument that
// only looks like an option.
Status Parse(const std::vector<Option>& options, const std::vector<std::string>& arguments);

}  // namespace plumb::cli
