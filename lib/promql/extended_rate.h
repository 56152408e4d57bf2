// SPDX-License-Identifier: Apache-2.0
// rate, increase and delta of floats over `anchored` and `smoothed` ranges: no extrapolation; the
// samples around the edges decide.
#pragma once

#include <cstddef>

#include "promql/histogram_rate.h"
#include "promql/window.h"

namespace plumb::promql {

enum class Edges { kAnchored, kSmoothed };

double ExtendedRate(const Window& w, RateKind kind, Edges edges);

// The last sample at or before the start of the range, else the first one.
size_t AnchorOf(const Window& w);

}  // namespace plumb::promql
