// SPDX-License-Identifier: Apache-2.0
// Numbers of things in sentences.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace plumb::text {

// "1 row", "2 rows"; with a plural of its own: "2 hours or days".
std::string Counted(uint64_t count, std::string_view thing, std::string_view things = "");

}  // namespace plumb::text
