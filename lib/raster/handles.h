// SPDX-License-Identifier: Apache-2.0
// Owners of cairo's objects.
#pragma once

#include <cairo.h>

#include <memory>

namespace plumb::raster {

struct Destroy {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_font_face_t* face) const { cairo_font_face_destroy(face); }
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};

using Context = std::unique_ptr<cairo_t, Destroy>;
using Surface = std::unique_ptr<cairo_surface_t, Destroy>;
using FontFace = std::unique_ptr<cairo_font_face_t, Destroy>;
using FontOptions = std::unique_ptr<cairo_font_options_t, Destroy>;

}  // namespace plumb::raster
