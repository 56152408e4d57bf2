// SPDX-License-Identifier: Apache-2.0
// Values from which on something is worth a colour: lines and bands in plots, colours of numbers.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scene/scene.h"

namespace plumb::charts {

struct Threshold {
  double value = 0;
  scene::Ink ink;
};

enum class ThresholdLook {
  kLine,  // at the value
  kBand,  // from the value to the next one
};

// `80:warning,95:critical`: values with `ok`, `warning`, `critical` or a colour `#rrggbb`; without
// a word a value is a warning, the last of several critical. Ascending, whatever their order.
Result<std::vector<Threshold>> ParseThresholds(std::string_view text);

// The ink of the last threshold at or below `value`; absent below all, and for NaN.
std::optional<scene::Ink> InkAt(const std::vector<Threshold>& thresholds, double value);

// "!!" critical, "!" warning, else "": a status is not told by its colour alone.
std::string_view SignOf(const std::optional<scene::Ink>& ink);

}  // namespace plumb::charts
