// SPDX-License-Identifier: Apache-2.0
// Strictly ascending 32-bit ids as bytes: gaps as varints, consecutive ids as one run. Ids of a
// target are mostly consecutive, so a list of hundreds is a few bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "encoding/byte_reader.h"

namespace plumb::encoding {

// Tokens, each a varint t: the gap from the id before is (t >> 1) + 1; if t is odd, a varint r
// follows and r + 1 further ids come right after it. `before` is the id that precedes the list (0
// at the start, where ids begin with 1). REQUIRES: ids strictly ascending, ids[0] > before.
void AppendIds(std::string& out, std::span<const uint32_t> ids, uint32_t before);

// Takes `count` ids off `in` and appends them. False if the bytes do not hold that many, or hold an
// id past 32 bits; what was appended until then stays.
bool TakeIds(ByteReader& in, size_t count, uint32_t before, std::vector<uint32_t>& ids);

}  // namespace plumb::encoding
