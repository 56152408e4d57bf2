// SPDX-License-Identifier: Apache-2.0
// A value at a time, and the marker that says a series has ended.
#pragma once

#include <bit>
#include <cstdint>

#include "base/time_zone.h"

namespace plumb::model {

// Prometheus' stale marker: a signalling NaN, so it is made, kept and compared by its bits
// (prometheus model/value/value.go). Arithmetic on it loses the bits: test before computing.
inline constexpr uint64_t kStaleBits = 0x7ff0000000000002;
inline constexpr uint64_t kNanBits = 0x7ff8000000000001;  // every other NaN that is read

inline double StaleMarker() {
  return std::bit_cast<double>(kStaleBits);
}
inline bool IsStale(double v) {
  return std::bit_cast<uint64_t>(v) == kStaleBits;
}

struct Sample {
  Timestamp time = 0;
  double value = 0;
};

// Times from `from` to `to`, both included. Left-open PromQL windows (t-r, t] are {t-r+1, t}.
struct TimeRange {
  Timestamp from = 0;
  Timestamp to = 0;
  [[nodiscard]] bool Contains(Timestamp t) const { return from <= t && t <= to; }
  bool operator==(const TimeRange&) const = default;
};

inline constexpr Timestamp kMinTime = INT64_MIN / 4;
inline constexpr Timestamp kMaxTime = INT64_MAX / 4;

}  // namespace plumb::model
