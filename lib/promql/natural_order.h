// SPDX-License-Identifier: Apache-2.0
// Text in the order people expect: "node2" before "node10".
#pragma once

#include <string_view>

namespace plumb::promql {

// Runs of digits compare as numbers, everything else as bytes.
bool NaturalLess(std::string_view a, std::string_view b);

}  // namespace plumb::promql
