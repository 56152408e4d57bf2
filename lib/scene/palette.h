// SPDX-License-Identifier: Apache-2.0
// The colours that stand for roles, on light, on dark and on unknown ground.
#pragma once

#include <cstdint>

#include "scene/color.h"
#include "scene/scene.h"

namespace plumb::scene {

enum class Ground : uint8_t {
  kLight,
  kDark,
  kUnknown,  // nothing is painted behind the picture; its colours can be read on both of the others
};

// The colour of an ink; its opacity is not in it. The background of kUnknown is never seen.
Rgb ColorOf(const Ink& ink, Ground ground);

// The opacity of an ink: grid lines have no colour that is faint on any ground, so on an unknown
// one they are thinned.
double OpacityOf(const Ink& ink, Ground ground);

}  // namespace plumb::scene
