#include "raster/image.h"

#include <cmath>

#include "fmt/format.h"
#include "raster/canvas.h"
#include "raster/handles.h"

namespace plumb::raster {
namespace {

constexpr double kMostSide = 32'767;  // of cairo's images

Error TooLarge(double width, double height) {
  return {Exit::kUsage,
          fmt::format("a picture of {:.0f} x {:.0f} pixels is too large: at most {:.0f} a side and "
                      "{} in all",
                      width, height, kMostSide, kMostPixels)};
}

}  // namespace

Result<Image> DrawImage(const scene::PictureOrder& order) {
  const double width = std::ceil(order.scene.width * order.scale - 1e-6);
  const double height = std::ceil(order.scene.height * order.scale - 1e-6);
  if (width > kMostSide || height > kMostSide || width * height > double{kMostPixels})
    return TooLarge(width, height);
  PLUMB_ASSIGN(const auto fonts, Fonts::Load());
  Image image{.width = static_cast<int>(width), .height = static_cast<int>(height), .pixels = {}};
  image.pixels.resize(static_cast<size_t>(width) * static_cast<size_t>(height));
  const Surface surface(cairo_image_surface_create_for_data(
      reinterpret_cast<unsigned char*>(image.pixels.data()), CAIRO_FORMAT_ARGB32, image.width,
      image.height, image.width * int{sizeof(uint32_t)}));
  const Context context(cairo_create(surface.get()));
  cairo_scale(context.get(), order.scale, order.scale);
  DrawScene(order.scene, order.ground, *fonts, context.get());
  cairo_surface_finish(surface.get());
  if (const cairo_status_t status = cairo_status(context.get()); status != CAIRO_STATUS_SUCCESS)
    return Error{Exit::kOutside, fmt::format("cairo: {}", cairo_status_to_string(status))};
  return image;
}

}  // namespace plumb::raster
