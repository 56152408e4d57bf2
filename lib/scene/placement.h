// SPDX-License-Identifier: Apache-2.0
// A scene put somewhere else: into another one.
#pragma once

#include <vector>

#include "scene/scene.h"

namespace plumb::scene {

// Moves all shapes by (dx, dy).
void Move(std::vector<Shape>& shapes, double dx, double dy);

}  // namespace plumb::scene
