// SPDX-License-Identifier: Apache-2.0
// What is said of a series in numbers; computed of the data, never of what is drawn.
#pragma once

#include <cstddef>

#include "model/series.h"

namespace plumb::charts {

// Of the finite values; stale markers, NaN and infinities do not count. All NaN if there is none.
struct Statistics {
  double min = 0;
  double mean = 0;
  double max = 0;
  double last = 0;
  Timestamp max_time = 0;
  Timestamp last_time = 0;
  size_t count = 0;
  bool integer = true;        // all values are whole numbers
  double least_positive = 0;  // the smallest value > 0, 0 if there is none
  size_t not_positive = 0;    // values <= 0
};

Statistics ComputeStatistics(const model::Series& series);

}  // namespace plumb::charts
