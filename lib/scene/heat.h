// SPDX-License-Identifier: Apache-2.0
// The scale from little to much, a colour a step.
#pragma once

#include <cstdint>

#include "scene/color.h"

namespace plumb::scene {

// Viridis, which grows lighter all the way, for those who see no hues as well. The same on light
// and dark ground. Steps beyond the last are the last.
Rgb HeatColor(uint32_t step);

}  // namespace plumb::scene
