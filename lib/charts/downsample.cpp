#include "charts/downsample.h"

namespace plumb::charts {

std::vector<scene::Point> Downsample(const std::vector<scene::Point>& points, double column) {
  return DownsampleEach(points.size(), column, [&](size_t i) { return points[i]; });
}

}  // namespace plumb::charts
