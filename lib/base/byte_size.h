// SPDX-License-Identifier: Apache-2.0
// Sizes in bytes as Prometheus' configuration writes them: 512MB, 1GiB, 100KB, 4096.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plumb {

// A whole number and one of B, KB, KiB, MB, MiB, GB, GiB, TB, TiB in any case; steps of 1024 in
// both spellings, as Prometheus has it (alecthomas/units Base2Bytes). Without a unit: bytes.
Result<uint64_t> ParseByteSize(std::string_view text);

// "128 MiB", "1.5 GiB", "700 bytes": for people.
std::string ByteSizeText(uint64_t bytes);

}  // namespace plumb
