// SPDX-License-Identifier: Apache-2.0
// The functions that say one thing of all samples in a window, where some are histograms.
#pragma once

#include "promql/mixed_window.h"

namespace plumb::promql {

// The sum or mean of histograms; a warning and no sample if there are floats as well.
WindowSample SumMixed(const MixedWindow& window);
WindowSample AvgMixed(const MixedWindow& window);

WindowSample CountMixed(const MixedWindow& window);
WindowSample PresentMixed(const MixedWindow& window);
WindowSample FirstMixed(const MixedWindow& window);
WindowSample LastMixed(const MixedWindow& window);
WindowSample TimeOfFirstMixed(const MixedWindow& window);
WindowSample TimeOfLastMixed(const MixedWindow& window);

// How often samples changed, or were reset; from a float to a histogram or back is both.
WindowSample ChangesMixed(const MixedWindow& window);
WindowSample ResetsMixed(const MixedWindow& window);
// The same, beginning with the last sample at or before the start of the range.
WindowSample AnchoredChangesMixed(const MixedWindow& window);
WindowSample AnchoredResetsMixed(const MixedWindow& window);

}  // namespace plumb::promql
