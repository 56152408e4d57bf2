// SPDX-License-Identifier: Apache-2.0
// A range vector window in which there are histograms, or floats that know since when they count.
#pragma once

#include <span>
#include <string_view>

#include "promql/histogram_remarks.h"
#include "promql/steps.h"
#include "promql/window.h"

namespace plumb::promql {

// Floats and histograms of one window, each in order of time. One of them may be empty.
struct MixedWindow {
  Window floats;  // times, scalars and edges also where there is no float
  std::span<const model::HistogramPoint> histograms;
  // Since when each float counts; 0 where that is not known. Empty where it is for none.
  std::span<const Timestamp> float_starts;
  std::string_view metric;  // the name of the series; "" if it has none
  Remarks& remarks;

  [[nodiscard]] bool mixed() const { return floats.count() > 0 && !histograms.empty(); }
  [[nodiscard]] Timestamp StartOfFloat(size_t i) const {
    return float_starts.empty() ? 0 : float_starts[i];
  }
};

// A float, or a histogram, or neither.
struct WindowSample {
  double value = Absent();
  HistogramPtr histogram = nullptr;
};

inline WindowSample ToSample(double value) {
  return {.value = value};
}
inline WindowSample ToSample(model::Histogram histogram) {
  return {.histogram = std::make_shared<const model::Histogram>(std::move(histogram))};
}

using MixedFunction = WindowSample (*)(const MixedWindow& window);

}  // namespace plumb::promql
