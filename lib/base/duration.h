// SPDX-License-Identifier: Apache-2.0
// Durations as Prometheus writes them: 1h30m, 5m, 90s, 100ms (prometheus/common model/time.go).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plumb {

using DurationMs = int64_t;  // milliseconds

inline constexpr DurationMs kSecond = 1000;
inline constexpr DurationMs kMinute = 60 * kSecond;
inline constexpr DurationMs kHour = 60 * kMinute;
inline constexpr DurationMs kDay = 24 * kHour;

// Parses `[0-9]+(ms|s|m|h|d|w|y)` parts in descending order of unit, each unit once; `0` alone is
// zero; y = 365 d, w = 7 d. A result past 2^63 nanoseconds is an error, as in Prometheus.
Result<DurationMs> ParseDuration(std::string_view text);

// As above, with an optional leading `-`, and plain (fractional) seconds like `90` or `0.5`
// allowed: what options of the tools take.
Result<DurationMs> ParseDurationOption(std::string_view text);

// The canonical form: the largest units first, w and y only if nothing remains (1w, but 1h30m, 8d
// as 8d).
std::string FormatDuration(DurationMs duration);

}  // namespace plumb
