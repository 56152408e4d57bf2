// SPDX-License-Identifier: Apache-2.0
// As many points as can be seen: of each pixel column the first, the least, the largest and the
// last, so that the picture is the same and no spike is lost (M4, Jugel et al., VLDB 2014).
#pragma once

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "scene/scene.h"

namespace plumb::charts {

// Of `count` points, which `at` gives one after the other, with x not decreasing; columns are
// `column` wide. Points are kept in order, never moved. Each is asked for once, so that a million
// of them need not be kept.
template <typename At>
std::vector<scene::Point> DownsampleEach(size_t count, double column, const At& at) {
  std::vector<scene::Point> kept;
  using Numbered = std::pair<size_t, scene::Point>;
  for (size_t i = 0; i < count;) {
    const Numbered first = {i, at(i)};
    const double end = (std::floor(first.second.x / column) + 1) * column;
    Numbered least = first;
    Numbered most = first;
    Numbered last = first;
    Numbered next = first;
    for (++i; i < count; ++i) {
      next = {i, at(i)};
      if (!(next.second.x < end)) break;
      last = next;
      if (next.second.y < least.second.y) least = next;
      if (next.second.y > most.second.y) most = next;
    }
    if (most.first < least.first) std::swap(least, most);
    size_t before = count;
    for (const Numbered& each : {first, least, most, last}) {
      if (each.first != before) kept.push_back(each.second);
      before = each.first;
    }
  }
  return kept;
}

// The same of points that are there.
std::vector<scene::Point> Downsample(const std::vector<scene::Point>& points, double column);

}  // namespace plumb::charts
