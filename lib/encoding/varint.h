// SPDX-License-Identifier: Apache-2.0
// Integers in as few bytes as they need: seven bits a byte, lowest first, the top bit says that
// more follow (LEB128). Signed ones are zigzagged, so that small negative numbers are short too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace plumb::encoding {

inline constexpr size_t kMaxVarint = 10;  // bytes of 2^64 - 1

void AppendVarint(std::string& out, uint64_t value);
void AppendZigzag(std::string& out, int64_t value);
// The length as a varint, then the bytes.
void AppendCounted(std::string& out, std::string_view bytes);

}  // namespace plumb::encoding
