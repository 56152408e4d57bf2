// SPDX-License-Identifier: Apache-2.0
// CRC-32C (Castagnoli, RFC 3720 appendix B.4), the checksum of records on disk.
#pragma once

#include <cstdint>
#include <string_view>

namespace plumb::encoding {

// Crc32c("123456789") is 0xe3069283. Crc32c(b, Crc32c(a)) is the checksum of a followed by b.
uint32_t Crc32c(std::string_view bytes, uint32_t before = 0);

}  // namespace plumb::encoding
