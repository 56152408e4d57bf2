// SPDX-License-Identifier: Apache-2.0
// The hash of bytes that may be kept on disk: XXH3, 64 bits. The door to xxhash.
#pragma once

#include <cstdint>
#include <string_view>

namespace plumb {

// The same on every machine and in every version.
uint64_t Hash64(std::string_view bytes);

// The older XXH64, for what must come out as Prometheus has it.
uint64_t ClassicHash64(std::string_view bytes);

}  // namespace plumb
