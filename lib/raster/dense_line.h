// SPDX-License-Identifier: Apache-2.0
// Lines that go up and down in every pixel column: drawn as what they cover in each, which looks
// the same as stroking every zigzag and takes a fraction of the time.
#pragma once

#include <vector>

#include "scene/scene.h"

namespace plumb::raster {

// What a line covers of a column one unit wide, from its left edge at `x`.
struct Band {
  double x = 0;
  double top = 0;
  double bottom = 0;
};

struct LineParts {
  std::vector<std::vector<scene::Point>>
      runs;                 // to be stroked; neighbours of bands reach into them
  std::vector<Band> bands;  // of the dense stretches, in order
};

// Divides a run whose x does not decrease; one that has no dense stretch, or that goes back or has
// points that are no numbers, is left whole.
LineParts FindDenseParts(const std::vector<scene::Point>& run);

}  // namespace plumb::raster
