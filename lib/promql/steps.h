// SPDX-License-Identifier: Apache-2.0
// The instants of an evaluation, and a vector of series along them.
#pragma once

#include <cstddef>
#include <vector>

#include "base/duration.h"
#include "base/time_zone.h"
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

// One series of an instant vector, at all steps at once.
struct StepSeries {
  model::Labels labels;
  std::vector<double> values;  // one a step; Absent() where there is no sample
  bool drop_name = false;      // delayed name removal: __name__ goes when the query is done
};
using StepVector = std::vector<StepSeries>;

}  // namespace plumb::promql
