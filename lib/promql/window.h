// SPDX-License-Identifier: Apache-2.0
// Range vector windows over dense columns: where the samples of each step's window lie.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/duration.h"
#include "base/time_zone.h"
#include "promql/steps.h"

namespace plumb::promql {

// One window: the floats with from < time <= to. Stale markers are not among them.
struct Window {
  const Timestamp* times = nullptr;
  const double* values = nullptr;
  size_t count = 0;
  Timestamp from = 0;  // not in the window
  Timestamp to = 0;
  Timestamp time = 0;               // the step; differs from `to` with offset and @
  const double* scalars = nullptr;  // scalar arguments of the call at this step

  // For anchored and smoothed ranges: times[-before] … are readable, and times[count ..
  // count+after).
  size_t before = 0;
  size_t after = 0;
};

// Window k holds samples [begin[k], end[k]) of the column.
struct WindowBounds {
  std::vector<uint32_t> begin;
  std::vector<uint32_t> end;
};

// All windows of one series.
struct SeriesWindows {
  const Timestamp* times = nullptr;
  const double* values = nullptr;
  size_t count = 0;
  const WindowBounds* bounds = nullptr;
  size_t steps = 0;
  Timestamp first_to = 0;  // `to` of the first window; the others follow at `step`
  DurationMs step = 0;
  DurationMs range = 0;
  Timestamp first_time = 0;                // the first step itself
  DurationMs time_step = 0;                // distance of steps; differs from `step` with @
  const double* const* scalars = nullptr;  // scalars[argument][step]
  size_t scalar_count = 0;
};

// The bounds of windows (to_k - range, to_k] with to_k = first_to + k * step over increasing times.
WindowBounds FindWindowBounds(const std::vector<Timestamp>& times, Timestamp first_to,
                              DurationMs step, DurationMs range, size_t steps);

}  // namespace plumb::promql
