// SPDX-License-Identifier: Apache-2.0
// A series with its samples in memory: what queries answer and charts draw.
#pragma once

#include <vector>

#include "model/histogram.h"
#include "model/labels.h"
#include "model/sample.h"

namespace plumb::model {

struct Series {
  Labels labels;
  std::vector<Timestamp> times = {};  // strictly increasing; one a value
  std::vector<double> values = {};    // stale markers possible where a source gives raw samples
  std::vector<HistogramPoint> histograms = {};  // strictly increasing; empty for float series
  // Since when each value counts; 0 where that is not known. Empty where it is for none, as in
  // answers.
  std::vector<Timestamp> start_times = {};
};

}  // namespace plumb::model
