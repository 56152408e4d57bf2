// SPDX-License-Identifier: Apache-2.0
// Samples put into slots of equal length, for charts that have room for so many columns only.
#pragma once

#include <vector>

#include "base/duration.h"
#include "model/series.h"

namespace plumb::charts {

struct TimeBins {
  Timestamp first = 0;  // the middle of the first slot
  DurationMs step = 1;  // from slot to slot
  size_t count = 0;
  size_t merged = 1;                        // usual distances of samples in a slot
  std::vector<std::vector<double>> values;  // of each series, of each slot; NaN for none
};

// Slots as far apart as the samples are (`step`; 0: as is usual; for lone samples `alone`), or so
// many of these together that there are at most `most` slots. A slot has the value that is furthest
// from zero, so that no spike is lost.
TimeBins BinByTime(const std::vector<const model::Series*>& series, DurationMs step,
                   DurationMs alone, size_t most);

}  // namespace plumb::charts
