// SPDX-License-Identifier: Apache-2.0
// The two sides of a comparison along the steps that were asked for, brought together element by
// element.
#pragma once

#include <vector>

#include "base/result.h"
#include "check/expectation.h"
#include "model/query_result.h"
#include "promql/steps.h"

namespace plumb::check {

// One element that is judged: its value and its threshold at each step; promql::Absent() where it
// is not there, or has nothing to be compared with.
struct Track {
  model::Labels labels;
  std::vector<double> values;
  std::vector<double> thresholds;

  [[nodiscard]] bool Present(size_t step) const { return !promql::IsAbsent(values[step]); }
  [[nodiscard]] bool Matched(size_t step) const { return !promql::IsAbsent(thresholds[step]); }
  // Whether the comparison drops the element. REQUIRES: Present(step)
  [[nodiscard]] bool Fails(promql::BinaryOp op, size_t step) const {
    return !Matched(step) || !Holds(op, values[step], thresholds[step]);
  }
};

// The steps of a query: one for an instant.
promql::Steps StepsOf(Timestamp start, Timestamp end, DurationMs step);

// An answer as columns, one value a step. A native histogram is wrong usage: a comparison needs
// numbers.
Result<promql::StepVector> Columns(const model::QueryResult& result, const promql::Steps& steps);

// The elements of the value's side with their thresholds. With group_right one track a pair, under
// the labels of the threshold's side. Sides that do not match one to one (or as group_left or
// group_right allow it) are wrong usage, as they are for the evaluator.
Result<std::vector<Track>> MakeTracks(const Comparison& comparison, promql::StepVector values,
                                      promql::StepVector thresholds, const promql::Steps& steps);

}  // namespace plumb::check
