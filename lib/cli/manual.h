// SPDX-License-Identifier: Apache-2.0
// The parts of a man page that come from the declaration, as scdoc source; scripts/make-man puts
// them in.
#pragma once

#include <string>

#include "cli/tool.h"

namespace plumb::cli {

// scdoc marks up with * and _, and escapes with a backslash.
std::string ManualEscape(std::string_view text);

std::string ManualOptions(const std::vector<Option>& options);  // the body of OPTIONS
std::string ManualExitStatus();                                 // the body of EXIT STATUS
std::string ManualExamples(const ToolInfo& info);               // the body of EXAMPLES

}  // namespace plumb::cli
