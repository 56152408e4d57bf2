// SPDX-License-Identifier: Apache-2.0
// A scene as bytes, for the program that draws pictures of it.
//
//   scene   width, height: reals; title, description: texts; shapes
//   shapes  a count, then each shape: its kind, then its fields in the order of scene.h
//   kind    0 line, 1 area, 2 rect, 3 dots, 4 text, 5 group
//   points  a count, then x and y of each: reals
//
// Numbers and reals take 8 bytes, little-endian; a text is its size and bytes (base/byte_fields.h).
#pragma once

#include "base/byte_fields.h"
#include "scene/scene.h"

namespace plumb::scene {

void PutScene(const Scene& scene, FieldWriter& out);

// What PutScene wrote. Bytes that are no scene spoil the reader; groups lie at most kMostNesting
// deep in each other.
inline constexpr int kMostNesting = 32;
Scene GetScene(FieldReader& in);

}  // namespace plumb::scene
