// SPDX-License-Identifier: Apache-2.0
// The text of the kernel's files: lines, fields between blanks, numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace plumb::node {

// Views into `text`, which must outlive them. An empty last line is none.
std::vector<std::string_view> Lines(std::string_view text);
// What stands between runs of spaces and tabs.
std::vector<std::string_view> Fields(std::string_view line);
// Without blanks and newlines at both ends.
std::string_view Trim(std::string_view text);
// The texts before and after the first `separator`; nullopt if there is none.
struct Halves {
  std::string_view before;
  std::string_view after;
};
std::optional<Halves> Cut(std::string_view text, char separator);

// A number that fills the whole text; the error names `where` it was read.
Result<double> ParseNumber(std::string_view text, std::string_view where);
// As sysfs writes numbers: decimal, or hexadecimal behind 0x.
std::optional<double> ParseSysNumber(std::string_view text);
// Hexadecimal digits without 0x, at most 16.
std::optional<double> ParseHex(std::string_view text);

// Whether the text is digits only, at least one.
bool IsDigits(std::string_view text);

}  // namespace plumb::node
