// SPDX-License-Identifier: Apache-2.0
// Upright bars with names beneath: what `bar` draws of one instant.
#pragma once

#include "base/result.h"
#include "charts/request.h"
#include "scene/scene.h"

namespace plumb::charts {

// Bars of groups (categories.h) beside each other or stacked. Names that have no room are put into
// two lines, or cut a little; where that is not enough the bars lie (`bars`).
// REQUIRES: IsOneInstant(data)
Result<scene::Scene> DrawCategories(const Data& data, const Request& request);

}  // namespace plumb::charts
