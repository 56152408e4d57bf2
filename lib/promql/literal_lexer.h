// SPDX-License-Identifier: Apache-2.0
// How far a number, a duration or a string literal goes. Their values are read by promql/literal.h.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plumb::promql {

enum class NumberForm { kNumber, kDuration, kBad };

// A number or duration begins at text[position], which moves behind it, or behind the first
// character that cannot belong to one.
NumberForm ScanNumberOrDuration(std::string_view text, size_t& position);

// A string literal begins (with its quote) at text[position], which moves behind it. Returns what
// is wrong, "" if it is well formed.
std::string ScanString(std::string_view text, size_t& position);

}  // namespace plumb::promql
