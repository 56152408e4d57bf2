// SPDX-License-Identifier: Apache-2.0
// Pictures that need pixels or fonts, through the private program plumb-raster: cairo and FreeType
// cost nothing to whoever asks for none.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "render/output.h"
#include "scene/scene.h"

namespace plumb::render {

// Has plumb-raster draw `format` ("png", "pdf", "sixel"). Fails with Exit::kOutside if the program
// or its fonts are missing, with Exit::kUsage if the picture would be too large.
Result<std::string> Rasterize(const scene::Scene& scene, std::string_view format,
                              const Options& options);

}  // namespace plumb::render
