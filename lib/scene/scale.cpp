#include "scene/scale.h"

#include <cmath>
#include <limits>

namespace plumb::scene {

double Scale::Map(double value) const {
  double part = 0;
  if (kind == ScaleKind::kLog) {
    if (!(value > 0)) return std::numeric_limits<double>::quiet_NaN();
    part = std::log(value / low) / std::log(high / low);
  } else if (kind == ScaleKind::kSymlog) {
    const double first = std::asinh(low / linear);
    part = (std::asinh(value / linear) - first) / (std::asinh(high / linear) - first);
  } else {
    // Halved, so that a range of the largest doubles does not overflow.
    part = (value / 2 - low / 2) / (high / 2 - low / 2);
  }
  return at_low + part * (at_high - at_low);
}

}  // namespace plumb::scene
