// SPDX-License-Identifier: Apache-2.0
// Series on top of each other: where each one's band begins and ends.
#pragma once

#include <vector>

#include "charts/request.h"
#include "charts/runs.h"
#include "model/series.h"

namespace plumb::charts {

// A place in a band. Where a series begins or ends, those above it jump, so that one time may
// have two places.
struct BandPoint {
  Timestamp time = 0;
  double low = 0;   // what is below; nearer to zero
  double high = 0;  // with this series on it
  bool operator==(const BandPoint&) const = default;
};

// Pieces of a series without a gap between. A lone sample is a piece of one point.
struct Band {
  std::vector<std::vector<BandPoint>> pieces;
};

// The band of each series, the first of them nearest to zero. Values between samples are those of
// the straight line that is drawn there; a series adds nothing in its gaps, and lone samples lift
// nobody. What is above zero and what is below are stacked apart. kPercent: shares of 100, of the
// sum of all sizes at that time.
std::vector<Band> StackBands(const std::vector<const model::Series*>& series, Stacking stacking,
                             const RunRules& rules);

}  // namespace plumb::charts
