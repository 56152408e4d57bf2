// SPDX-License-Identifier: Apache-2.0
// The man page's parts and the completions of a tool with verbs, from their declarations.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/verbs.h"

namespace plumb::cli {

// What --help-dump=PART prints; `common` are the options that every verb takes.
Result<std::string> DumpVerbs(std::string_view part, const ToolInfo& info,
                              std::span<const Verb* const> verbs,
                              const std::vector<Option>& common);

}  // namespace plumb::cli
