// SPDX-License-Identifier: Apache-2.0
// Which rows of a column have a value, as bytes: runs of present and absent rows, or a bitmap where
// that is shorter. The bytes are described in docs/store-format.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "encoding/byte_reader.h"

namespace plumb::encoding {

// `rows`: indexes of the rows that have a value, strictly ascending, below `count`.
void AppendPresence(std::string& out, std::span<const uint32_t> rows, uint32_t count);
// Replaces `rows` by what the bytes say. False if they say no such thing.
bool TakePresence(ByteReader& in, uint32_t count, std::vector<uint32_t>& rows);

}  // namespace plumb::encoding
