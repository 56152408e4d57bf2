// SPDX-License-Identifier: Apache-2.0
// One call of a function of range vectors, over the windows of one series after the other.
#pragma once

#include <span>
#include <vector>

#include "promql/evaluation.h"
#include "promql/grouping.h"
#include "promql/mixed_window.h"
#include "promql/step_slices.h"
#include "promql/window.h"

namespace plumb::promql {

// An error if the function does not take `anchored` or `smoothed` ranges.
Status CheckEdges(const FunctionRow& row, RangeEdges edges);

// What was seen of the samples, for remarks.
struct Seen {
  bool enough = false;      // some window had what the function needs
  DurationMs distance = 0;  // of samples in windows that had too few

  void Merge(const Seen& other) {
    enough |= other.enough;
    distance = std::max(distance, other.distance);
  }
};

struct ComputedBatch {
  StepVector series;
  Seen seen;
};

// The scalar arguments of a call, one vector each with one value a step, at some of the steps.
std::vector<std::vector<double>> ScalarsOf(std::span<const std::vector<double>> scalars,
                                           const StepSlice& slice);

// What a series has besides floats.
struct Beside {
  std::span<const model::HistogramPoint> histograms;
  std::span<const Timestamp> float_starts;
  std::span<const double> weights = {};  // of the floats, where some are rollups

  [[nodiscard]] bool empty() const { return histograms.empty() && float_starts.empty(); }
};

class WindowCall {
 public:
  // `grouped`: what the labels of series become at once; `place` is that of the range, for remarks.
  WindowCall(Evaluation& evaluation, const FunctionRow& row, RangeEdges edges,
             const WindowGrid& grid, std::span<const std::vector<double>> scalars,
             const GroupedMetric& grouped, const Place& place);
  // The same call at some of its steps; `scalars` are ScalarsOf the slice.
  WindowCall(const WindowCall& whole, const StepSlice& slice,
             std::span<const std::vector<double>> scalars);

  [[nodiscard]] std::span<const std::vector<double>> scalars() const { return scalars_; }
  [[nodiscard]] const WindowGrid& grid() const { return grid_; }
  [[nodiscard]] WindowPlan Plan(std::span<const Timestamp> times) const {
    return WindowPlan(times, grid_);
  }
  // Whether since when floats count makes a difference.
  [[nodiscard]] bool reads_start_times() const {
    return row_.finds_resets && evaluation_.options.use_start_times;
  }
  // Whether resets of histograms are asked for: then they are best found once, not in each window.
  [[nodiscard]] bool finds_resets() const { return row_.finds_resets; }
  [[nodiscard]] const Grouping* grouping() const { return grouped_.grouping; }
  // What is to be read where only rollups are left.
  [[nodiscard]] model::RollupValue rollup() const { return row_.rollup; }

  // Adds the series, or nothing if no window gave a value. `values` are free of stale markers.
  void Compute(const WindowPlan& plan, std::span<const double> values, const Beside& beside,
               const model::Labels& labels, bool drop_name, ComputedBatch& out) const;

 private:
  void EachWindow(WindowFunction function, const SeriesWindows& windows,
                  std::vector<double>& out) const;
  void EachMixedWindow(const SeriesWindows& windows, const Beside& beside, std::string_view metric,
                       StepSeries& series) const;
  void Note(const WindowPlan& plan, const Beside& beside, Seen& seen) const;
  void NoteCounter(std::string_view metric) const;

  Evaluation& evaluation_;
  const FunctionRow& row_;
  const WindowFunction function_;
  const WindowKernel kernel_;
  const WindowFunction weighted_;
  const MixedFunction mixed_;
  const WindowGrid grid_;
  const std::span<const std::vector<double>> scalars_;
  const GroupedMetric grouped_;
  const Place place_;
};

}  // namespace plumb::promql
