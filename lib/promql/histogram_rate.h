// SPDX-License-Identifier: Apache-2.0
// rate, increase, delta, irate, idelta, resets and changes over windows with histograms or start
// times.
#pragma once

#include "promql/mixed_window.h"

namespace plumb::promql {

struct RateKind {
  bool counter = false;     // drops are resets
  bool per_second = false;  // rate; else increase and delta
};

// The growth over a window, extended to its edges. The growth of histograms is that of each bucket;
// where it is extended to follows from their counts.
WindowSample ExtrapolatedMixed(const MixedWindow& window, RateKind kind);
// The growth between the last two samples.
WindowSample InstantMixed(const MixedWindow& window, RateKind kind);

}  // namespace plumb::promql
