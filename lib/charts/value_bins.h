// SPDX-License-Identifier: Apache-2.0
// How often which values occur: bins with round bounds.
#pragma once

#include <optional>
#include <vector>

#include "model/series.h"
#include "scene/value_ticks.h"

namespace plumb::charts {

struct ValueBins {
  double low = 0;    // where the first begins
  double width = 1;  // of each
  std::vector<size_t> counts;
  size_t total = 0;
  size_t outside = 0;  // values beyond the bounds that were asked for
};

struct ValueBinSpec {
  scene::LadderSpec ladder;  // what is round
  bool integer = false;      // whole numbers only: no bin is narrower than 1
  size_t most = 30;          // bins
  std::optional<double> min;
  std::optional<double> max;
};

// Bins of the finite values, from a round bound at or below the least of them to one above the
// largest; a value on a bound belongs to the bin above it. As wide as Freedman and Diaconis advise
// (2 x the distance of the quartiles / the cube root of their number), rounded to the ladder.
ValueBins BinValues(const std::vector<const model::Series*>& series, const ValueBinSpec& spec);

}  // namespace plumb::charts
