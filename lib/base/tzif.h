// SPDX-License-Identifier: Apache-2.0
// Time zone files (TZif, RFC 8536), as zic compiles them into /usr/share/zoneinfo.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/posix_tz.h"
#include "base/result.h"

namespace plumb {

// All changes of a zone. `types[type_indexes[i]]` is in force from transitions[i] on, types[0]
// before.
struct ZoneData {
  std::vector<int64_t> transitions;  // Unix seconds, ascending
  std::vector<uint8_t> type_indexes;
  std::vector<ZoneType> types = {ZoneType()};
  std::optional<PosixTz> afterwards;  // what holds after the last transition
};

// Decodes a file of version 1 to 4. Any bytes are safe; what is no such file, or counts leap
// seconds (the zones below right/), is an error.
Result<ZoneData> DecodeTzif(std::string_view bytes);

// What is in force at a Unix time in seconds. The reference lives as long as `zone`.
const ZoneType& TypeAt(const ZoneData& zone, int64_t unix_seconds);

}  // namespace plumb
