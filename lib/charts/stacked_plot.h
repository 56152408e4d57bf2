// SPDX-License-Identifier: Apache-2.0
// Stacked bands over time: what `line` and `area` draw where Request::stack asks for it.
#pragma once

#include "charts/request.h"
#include "scene/scene.h"

namespace plumb::charts {

enum class BandFill { kFaint, kStrong };

// The legend names the series in the order of the bands, from the top down.
scene::Scene DrawStacked(const Data& data, const Request& request, BandFill fill);

}  // namespace plumb::charts
