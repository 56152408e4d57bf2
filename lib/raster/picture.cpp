#include "raster/picture.h"

#include <cmath>

namespace plumb::raster {

#define PLUMB_ENTRY(type, symbol) extern const type symbol;
#include "picture_registry.inc"
#undef PLUMB_ENTRY

namespace {

constexpr const PictureFormat* kFormats[] = {
#define PLUMB_ENTRY(type, symbol) &symbol,
#include "picture_registry.inc"
#undef PLUMB_ENTRY
};

}  // namespace

Result<std::string> Draw(const scene::PictureOrder& order) {
  const auto positive = [](double v) { return std::isfinite(v) && v > 0; };
  if (!positive(order.scene.width) || !positive(order.scene.height) || !positive(order.scale))
    return Error{Exit::kUsage, "a picture needs a width, a height and a scale above 0"};
  for (const PictureFormat* format : kFormats)
    if (format->name == order.format) return format->draw(order);
  return Error{Exit::kOutside, "plumb-raster cannot draw '" + order.format + "'"};
}

}  // namespace plumb::raster
