// SPDX-License-Identifier: Apache-2.0
// Where a line is drawn through and where it breaks: gaps in time, stale markers, NaN.
#pragma once

#include <vector>

#include "base/duration.h"
#include "model/series.h"

namespace plumb::charts {

// Values first .. first + count of a series, without a gap between.
struct Run {
  size_t first = 0;
  size_t count = 0;
};

struct RunRules {
  DurationMs step =
      0;  // two samples further apart have a gap between them; 0: 1.5 x the usual distance
  bool positive = false;     // values <= 0 cannot be drawn (logarithmic axis)
  bool gaps_in_time = true;  // false: only values that cannot be drawn break the line
};

// The runs of finite values. A run of one is a lone point, which a line would not show.
std::vector<Run> FindRuns(const model::Series& series, const RunRules& rules);

// The median distance of the samples, 0 for fewer than two.
DurationMs UsualSpacing(const model::Series& series);

}  // namespace plumb::charts
