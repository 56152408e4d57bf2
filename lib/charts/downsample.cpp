#include "charts/downsample.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace plumb::charts {

std::vector<scene::Point> Downsample(const std::vector<scene::Point>& points, double column) {
  std::vector<scene::Point> kept;
  for (size_t begin = 0; begin < points.size();) {
    const double column_number = std::floor(points[begin].x / column);
    size_t end = begin + 1;
    size_t least = begin;
    size_t most = begin;
    for (; end < points.size() && std::floor(points[end].x / column) == column_number; ++end) {
      if (points[end].y < points[least].y) least = end;
      if (points[end].y > points[most].y) most = end;
    }
    std::array<size_t, 4> indices = {begin, least, most, end - 1};
    std::sort(indices.begin(), indices.end());
    const auto last = std::unique(indices.begin(), indices.end());
    for (auto at = indices.begin(); at != last; ++at) kept.push_back(points[*at]);
    begin = end;
  }
  return kept;
}

}  // namespace plumb::charts
