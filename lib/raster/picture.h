// SPDX-License-Identifier: Apache-2.0
// Scenes to pictures that need pixels or fonts: the entry to this folder, and the table of formats.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scene/picture_order.h"

namespace plumb::raster {

// One format. Adding one is one file in types/ that ends in its row.
struct PictureFormat {
  std::string_view name;
  // The same order gives the same bytes, where the libraries are the same.
  Result<std::string> (*draw)(const scene::PictureOrder& order) = nullptr;
};

// Draws what is asked for. Fails with kUsage for a size or scale that no picture can have, with
// kOutside if there is no such format (an older plumb-raster) or the fonts are missing.
Result<std::string> Draw(const scene::PictureOrder& order);

}  // namespace plumb::raster
