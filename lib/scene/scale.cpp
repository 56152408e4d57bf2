#include "scene/scale.h"

#include <cmath>
#include <limits>

namespace plumb::scene {

double Scale::MapCurved(double value) const {
  double part = 0;
  if (kind == ScaleKind::kLog) {
    if (!(value > 0)) return std::numeric_limits<double>::quiet_NaN();
    part = std::log(value / low) / std::log(high / low);
  } else {
    const double first = std::asinh(low / linear);
    part = (std::asinh(value / linear) - first) / (std::asinh(high / linear) - first);
  }
  return at_low + part * (at_high - at_low);
}

}  // namespace plumb::scene
