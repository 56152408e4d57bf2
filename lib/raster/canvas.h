// SPDX-License-Identifier: Apache-2.0
// A scene drawn with cairo, whatever the surface behind it.
#pragma once

#include <cairo.h>

#include "raster/fonts.h"
#include "scene/palette.h"
#include "scene/scene.h"

namespace plumb::raster {

// A unit of the scene is a unit of the context. Texts take no more width than scene::TextWidth says
// that they need; points that are not finite are left out.
void DrawScene(const scene::Scene& scene, scene::Ground ground, Fonts& fonts, cairo_t* context);

}  // namespace plumb::raster
