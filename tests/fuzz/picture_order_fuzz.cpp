// Any bytes as what stands between a tool and plumb-raster.
#include <cstdint>
#include <string>

#include "scene/picture_order.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  plumb::StringInput pictures(bytes);
  while (plumb::scene::ReadPicture(pictures).ok()) continue;
  plumb::StringInput orders(bytes);
  for (auto order = plumb::scene::ReadOrder(orders); order.ok() && order->has_value();
       order = plumb::scene::ReadOrder(orders))
    continue;
  return 0;
}
