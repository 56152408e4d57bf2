#include "promql/window.h"

#include <algorithm>

namespace plumb::promql {

WindowPlan::WindowPlan(std::span<const Timestamp> times, const WindowGrid& grid)
    : times_(times), grid_(grid), begin_(grid.steps.count), end_(grid.steps.count) {
  // Both ends only move forward: two pointers, not a search a step.
  size_t begin = 0;
  size_t end = 0;
  for (size_t k = 0; k < grid.steps.count; ++k) {
    const Timestamp to = grid.To(k);
    const Timestamp last = to + grid.after;
    const Timestamp first = to - grid.range - grid.before;
    while (end < times.size() && times[end] <= last) ++end;
    while (begin < end && times[begin] <= first) ++begin;
    begin_[k] = static_cast<uint32_t>(begin);
    end_[k] = static_cast<uint32_t>(end);
    longest_ = std::max(longest_, end - begin);
  }
}

ExtrapolationTerms Extrapolate(std::span<const Timestamp> times, double samples, Timestamp from,
                               Timestamp to) {
  const auto seconds = [](Timestamp ms) { return static_cast<double>(ms) / 1000; };
  ExtrapolationTerms terms;
  terms.sampled = seconds(times.back() - times.front());
  terms.to_start = seconds(times.front() - from);
  terms.to_end = seconds(to - times.back());
  // A sample that is further from the edge than 1.1 of the usual distance means that the series
  // began or ended inside the window: then half a distance is added (prometheus
  // promql/functions.go, extrapolatedRate).
  const double average = terms.sampled / (samples - 1);
  const double threshold = average * 1.1;
  if (terms.to_start >= threshold) terms.to_start = average / 2;
  if (terms.to_end >= threshold) terms.to_end = average / 2;
  terms.factor = (terms.sampled + terms.to_start + terms.to_end) / terms.sampled;
  terms.factor_per_second = terms.factor / seconds(to - from);
  return terms;
}

const Extrapolation& WindowPlan::extrapolation() const {
  constexpr double kMargin = 1.000001;
  Extrapolation& all = extrapolation_;
  const size_t steps = grid_.steps.count;
  if (!all.terms.empty()) return all;
  all.terms.resize(steps);
  all.factor.resize(steps);
  all.factor_per_second.resize(steps);
  all.far_from_zero.resize(steps);
  for (size_t k = 0; k < steps; ++k) {
    if (count(k) < 2) continue;
    const Timestamp to = grid_.To(k);
    all.terms[k] = Extrapolate(times_.subspan(begin(k), count(k)), static_cast<double>(count(k)),
                               to - grid_.range, to);
    all.factor[k] = all.terms[k].factor;
    all.factor_per_second[k] = all.terms[k].factor_per_second;
    all.far_from_zero[k] = all.terms[k].to_start / all.terms[k].sampled * kMargin;
  }
  return all;
}

Window SeriesWindows::At(size_t k, double* scratch) const {
  const WindowGrid& grid = plan.grid();
  for (size_t i = 0; i < scalars.size(); ++i) scratch[i] = scalars[i][k];
  const Timestamp to = grid.To(k);
  const auto of_window = [&](const auto& list) {
    return list.empty() ? list : list.subspan(plan.begin(k), plan.count(k));
  };
  return {.times = plan.times().subspan(plan.begin(k), plan.count(k)),
          .values = values.subspan(plan.begin(k), plan.count(k)),
          .from = to - grid.range,
          .to = to,
          .time = grid.steps.At(k),
          .scalars = scratch,
          .weights = of_window(weights)};
}

}  // namespace plumb::promql
