// SPDX-License-Identifier: Apache-2.0
// What a tier keeps of the samples of a series: a few numbers of each window.
#pragma once

#include <array>
#include <vector>

#include "model/histogram.h"
#include "model/sample.h"
#include "store/tier.h"

namespace plumb::maintenance {

// What is known of a series' values.
enum class SeriesKind {
  kGauge,
  kCounter,
  kUnknown,  // a counter where it falls as seldom as one, else a gauge
};

// Samples of a series in order of time, without stale markers.
struct SeriesSamples {
  std::vector<model::Sample> floats;
  std::vector<model::HistogramPoint> histograms;
  [[nodiscard]] bool empty() const { return floats.empty() && histograms.empty(); }
};

// Of one series and tier, each column in order of time.
struct WindowPoints {
  std::array<std::vector<model::Sample>, store::kTierColumns.size()> columns;
  std::vector<model::HistogramPoint> histograms;  // of the column of samples

  [[nodiscard]] std::vector<model::Sample>& of(store::TierColumn column) {
    return columns[static_cast<size_t>(column)];
  }
  [[nodiscard]] const std::vector<model::Sample>& of(store::TierColumn column) const {
    return columns[static_cast<size_t>(column)];
  }
  // Every window that has anything has a count.
  [[nodiscard]] bool empty() const { return of(store::TierColumn::kCount).empty(); }
};

WindowPoints Summarize(const store::Tier& tier, SeriesKind kind, const SeriesSamples& samples);

// `fresh` in the place of what `old` has of the windows with ends in `ends`. A window that has
// fewer samples than when it was built is left as it was: the others have been let go since.
WindowPoints Merge(const store::Tier& tier, model::TimeRange ends, WindowPoints old,
                   WindowPoints fresh);

}  // namespace plumb::maintenance
