// SPDX-License-Identifier: Apache-2.0
// rate, increase and delta of histograms over `anchored` and `smoothed` ranges: no extrapolation;
// the samples around the edges decide.
#pragma once

#include <optional>

#include "promql/extended_rate.h"
#include "promql/histogram_rate.h"

namespace plumb::promql {

// REQUIRES: there is a histogram in the window.
WindowSample ExtendedMixed(const MixedWindow& window, RateKind kind, Edges edges);

// The histogram at `t` on the line between two. A counter that was reset between them is taken to
// begin at 0. Nothing, and a remark, if they cannot be combined.
std::optional<HistogramPtr> InterpolateHistograms(const model::HistogramPoint& left,
                                                  const model::HistogramPoint& right, Timestamp t,
                                                  bool counter, std::string_view metric,
                                                  Remarks& remarks);

}  // namespace plumb::promql
