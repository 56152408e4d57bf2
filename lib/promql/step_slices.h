// SPDX-License-Identifier: Apache-2.0
// Long evaluations in slices of time: the samples of a batch of series are read for some steps
// after the others, so that what is at hand stays in a processor's cache however long the query is.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "model/series_source.h"
#include "promql/steps.h"

namespace plumb::promql {

struct StepSlice {
  size_t first = 0;
  size_t count = 0;

  [[nodiscard]] Steps Of(const Steps& steps) const {
    return {.start = steps.At(first), .step = steps.step, .count = count};
  }
};

// All of the steps, in order. One slice where what each would read twice, the samples that a step
// reaches back (and on) for, is not little beside what it reads; and where rollups may stand for
// samples, which are joined over all of the range. `step`: how far the look of a step is from the
// one before.
std::vector<StepSlice> SlicesOf(const model::SeriesSet::Batch& batch, const Steps& steps,
                                DurationMs step, DurationMs reach);

// Puts together what the slices gave for the series of a batch.
class SliceJoin {
 public:
  SliceJoin(size_t series, size_t steps) : steps_(steps), joined_(series) {}
  // `places`: which of the batch each of the series is.
  void Add(const StepSlice& slice, StepVector series, std::span<const size_t> places);
  // In the order of their places; those that no slice gave anything for are not among them.
  [[nodiscard]] StepVector Take();

 private:
  size_t steps_;
  std::vector<std::optional<StepSeries>> joined_;  // by place
};

}  // namespace plumb::promql
