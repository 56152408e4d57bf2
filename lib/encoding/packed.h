// SPDX-License-Identifier: Apache-2.0
// Small unsigned numbers in a few bits each: blocks of 128, one width a block, and the few numbers
// that do not fit it patched in behind (PFOR, Zukowski et al. 2006). The bytes are described in
// docs/store-format.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "encoding/byte_reader.h"

namespace plumb::encoding {

inline constexpr size_t kPackedBlock = 128;

void AppendPacked(std::string& out, std::span<const uint64_t> values);
// What AppendPacked would append, in bytes. A fifth of its cost.
size_t PackedSize(std::span<const uint64_t> values);
// Takes `values.size()` numbers. False if the bytes do not hold them.
bool TakePacked(ByteReader& in, std::span<uint64_t> values);

}  // namespace plumb::encoding
