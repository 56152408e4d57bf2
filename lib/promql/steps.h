// SPDX-License-Identifier: Apache-2.0
// The instants of an evaluation, and a vector of series along them.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/duration.h"
#include "base/time_zone.h"
#include "model/histogram.h"
#include "model/labels.h"
#include "model/sample.h"

namespace plumb::promql {

// start, start + step, …: `count` instants. An instant query has one.
struct Steps {
  Timestamp start = 0;
  DurationMs step = 0;
  size_t count = 1;

  [[nodiscard]] Timestamp At(size_t index) const {
    return start + step * static_cast<DurationMs>(index);
  }
  [[nodiscard]] Timestamp last() const { return count == 0 ? start : At(count - 1); }
};

// "No sample at this step" is the stale marker's bits: no expression can compute them.
inline double Absent() {
  return model::StaleMarker();
}
inline bool IsAbsent(double v) {
  return model::IsStale(v);
}

using HistogramPtr = std::shared_ptr<const model::Histogram>;

// One series of an instant vector, at all steps at once. Floats are dense, so that a series without
// histograms pays nothing for them; histograms stand aside.
struct StepSeries {
  model::Labels labels;
  std::vector<double> values;  // one a step; Absent() where there is no float
  bool drop_name = false;      // delayed name removal: __name__ goes when the query is done
  // Empty, or one a step; null where there is none. Where there is one, `values` is Absent().
  std::vector<HistogramPtr> histograms = {};

  [[nodiscard]] const HistogramPtr& HistogramAt(size_t step) const {
    static const HistogramPtr none;
    return histograms.empty() ? none : histograms[step];
  }
  [[nodiscard]] bool PresentAt(size_t step) const {
    return !IsAbsent(values[step]) || HistogramAt(step) != nullptr;
  }
  void SetHistogram(size_t step, HistogramPtr histogram) {
    if (histograms.empty()) histograms.resize(values.size());
    histograms[step] = std::move(histogram);
  }
  // Takes the sample away.
  void DropAt(size_t step) {
    values[step] = Absent();
    if (!histograms.empty()) histograms[step] = nullptr;
  }
  // Takes over the sample of another series at this step.
  void CopyAt(size_t step, const StepSeries& from) {
    values[step] = from.values[step];
    if (const HistogramPtr& histogram = from.HistogramAt(step)) SetHistogram(step, histogram);
  }
  [[nodiscard]] bool AnyHistogram() const;
  [[nodiscard]] bool AnyPresent() const;
};
using StepVector = std::vector<StepSeries>;

}  // namespace plumb::promql
