// SPDX-License-Identifier: Apache-2.0
// A man page's scdoc source as plain text, for machines that have no man program.
#pragma once

#include <string>
#include <string_view>

namespace plumb::cli {

// Headings in capitals, markup of *bold* and _underlined_ words and escapes removed, all else as
// written.
std::string PageText(std::string_view scdoc);

}  // namespace plumb::cli
