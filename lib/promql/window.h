// SPDX-License-Identifier: Apache-2.0
// Range vector windows over dense columns: where the samples of each step's window lie.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/duration.h"
#include "base/time_zone.h"
#include "promql/step_slices.h"
#include "promql/steps.h"

namespace plumb::promql {

// One window: the floats with from < time <= to, in order of time. Stale markers are not among
// them. For `anchored` and `smoothed` functions also those up to the lookback before `from`, and
// for `smoothed` those up to the lookback after `to`.
struct Window {
  std::span<const Timestamp> times;
  std::span<const double> values;  // one a time
  Timestamp from = 0;
  Timestamp to = 0;
  Timestamp time = 0;               // the step; differs from `to` with offset and @
  const double* scalars = nullptr;  // the scalar arguments of the call at this step, in order
  // How many samples each value stands for, where rollups are among them; else empty: one each.
  std::span<const double> weights = {};

  [[nodiscard]] size_t count() const { return values.size(); }
  [[nodiscard]] double RangeSeconds() const { return static_cast<double>(to - from) / 1000; }
};

// Where the windows of a range selector lie in time: to = first_to + k * to_step at step k.
struct WindowGrid {
  Steps steps;
  Timestamp first_to = 0;
  DurationMs to_step = 0;  // 0 where `@` pins all windows to one place
  DurationMs range = 0;
  // How much wider than (to - range, to] the samples of a window reach (extended ranges).
  DurationMs before = 0;
  DurationMs after = 0;

  [[nodiscard]] Timestamp To(size_t k) const {
    return first_to + to_step * static_cast<DurationMs>(k);
  }
  // The windows of some of the steps.
  [[nodiscard]] WindowGrid Of(const StepSlice& slice) const {
    WindowGrid some = *this;
    some.steps = slice.Of(steps);
    some.first_to = To(slice.first);
    return some;
  }
};

// What rate, increase and delta need of a window's times only.
struct ExtrapolationTerms {
  double sampled = 0;  // seconds from the first to the last sample
  double to_start =
      0;  // seconds to extrapolate before the first, unless a counter meets zero earlier
  double to_end = 0;  // and after the last
  // What the growth is multiplied with where the counter does not meet zero earlier.
  double factor = 0;
  double factor_per_second = 0;
};

// The same of all windows. Those of windows with less than two samples are not to be used. What
// each series needs at each step stands apart from what few need, so that it stays in the nearest
// cache.
struct Extrapolation {
  std::vector<ExtrapolationTerms> terms;
  std::vector<double> factor;
  std::vector<double> factor_per_second;
  // A counter whose first value is above so many times its growth meets zero no earlier. A little
  // more than what that comes to: rounding cannot make it differ.
  std::vector<double> far_from_zero;
};

// The windows of all steps over one times object: computed once, used for each series that has it.
class WindowPlan {
 public:
  // Window k holds samples [begin(k), end(k)).
  WindowPlan(std::span<const Timestamp> times, const WindowGrid& grid);

  [[nodiscard]] std::span<const Timestamp> times() const { return times_; }
  [[nodiscard]] const WindowGrid& grid() const { return grid_; }
  [[nodiscard]] size_t begin(size_t k) const { return begin_[k]; }
  [[nodiscard]] size_t end(size_t k) const { return end_[k]; }
  [[nodiscard]] size_t count(size_t k) const { return end_[k] - begin_[k]; }
  // The most samples any window has.
  [[nodiscard]] size_t longest() const { return longest_; }
  // Computed at the first call: not for two threads at once.
  [[nodiscard]] const Extrapolation& extrapolation() const;

 private:
  std::span<const Timestamp> times_;
  WindowGrid grid_;
  std::vector<uint32_t> begin_;
  std::vector<uint32_t> end_;
  size_t longest_ = 0;
  mutable Extrapolation extrapolation_;
};

// `samples`: how many there were from the first time to the last.
ExtrapolationTerms Extrapolate(std::span<const Timestamp> times, double samples, Timestamp from,
                               Timestamp to);

// All windows of one series.
struct SeriesWindows {
  const WindowPlan& plan;
  std::span<const double> values;  // one a time of the plan
  // scalars[i][k]: the i-th scalar argument of the call at step k.
  std::span<const std::vector<double>> scalars;
  std::span<const double> weights = {};  // one a value, or none

  [[nodiscard]] size_t steps() const { return plan.grid().steps.count; }
  // `scratch` has room for scalars.size() values and must live as long as the window is used.
  [[nodiscard]] Window At(size_t k, double* scratch) const;
};

}  // namespace plumb::promql
