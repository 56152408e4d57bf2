// SPDX-License-Identifier: Apache-2.0
// A scene as pixels.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "scene/picture_order.h"

namespace plumb::raster {

struct Image {
  int width = 0;
  int height = 0;
  // 0xAARRGGBB, row by row from the top, colours multiplied by their alpha.
  std::vector<uint32_t> pixels;
};

// Draws the scene at order.scale pixels a unit. Fails with kUsage if that would be more than
// kMostPixels or longer than cairo's limit.
inline constexpr int64_t kMostPixels = 100'000'000;  // 400 MB
Result<Image> DrawImage(const scene::PictureOrder& order);

}  // namespace plumb::raster
