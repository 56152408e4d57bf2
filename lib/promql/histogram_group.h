// SPDX-License-Identifier: Apache-2.0
// The histograms of one group of an aggregation, at all steps.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "promql/aggregator.h"
#include "promql/histogram_remarks.h"
#include "promql/steps.h"

namespace plumb::promql {

// The sum or the mean of the histograms at each step. Where floats are in the group as well, or
// histograms that cannot be combined, there is no result, and a warning says so.
class HistogramGroup {
 public:
  // REQUIRES: use is kSummed or kAveraged.
  HistogramGroup(AggregatorRow::Histograms use, size_t steps);
  ~HistogramGroup();
  HistogramGroup(HistogramGroup&&) noexcept;
  HistogramGroup& operator=(HistogramGroup&&) = delete;

  void Add(const StepSeries& series, Remarks& remarks);
  // `result` has the floats of the group.
  void Finish(StepSeries& result, Remarks& remarks) const;

 private:
  class Running;
  const AggregatorRow::Histograms use_;
  std::vector<std::unique_ptr<Running>> steps_;  // null where there was no histogram
};

// 0 at each step with a histogram, so that they count; `values` at the others.
std::vector<double> HistogramsAsZeros(const StepSeries& series);

}  // namespace plumb::promql
