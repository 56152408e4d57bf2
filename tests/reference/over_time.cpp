// SPDX-License-Identifier: Apache-2.0
#include "reference/over_time.h"

#include <array>
#include <cmath>

#include "reference/sums.h"

namespace plumb::reference {

namespace {

std::vector<double> Values(const FloatWindow& window) {
  std::vector<double> values;
  for (const Point& point : window.points) values.push_back(point.value);
  return values;
}

double Seconds(const Point& point) {
  return static_cast<double>(point.time) / 1000;
}

// The sample that no other beats; NaN is beaten by all. Of equal ones the last.
template <typename Beats>
Point Best(const FloatWindow& window, Beats beats) {
  Point best = window.points.front();
  for (const Point& point : window.points)
    if (beats(point.value, best.value) || std::isnan(best.value)) best = point;
  return best;
}
Point Largest(const FloatWindow& window) {
  return Best(window, [](double a, double b) { return a >= b; });
}
Point Smallest(const FloatWindow& window) {
  return Best(window, [](double a, double b) { return a <= b; });
}

double Variance(const FloatWindow& window) {
  double count = 0;
  Sum mean, squares;
  for (const Point& point : window.points) {
    count += 1;
    const double off = point.value - (mean.total + mean.error);
    mean.Add(off / count);
    squares.Add(off * (point.value - (mean.total + mean.error)));
  }
  return (squares.total + squares.error) / count;
}

double MedianDeviation(const FloatWindow& window) {
  std::vector<double> values = Values(window);
  // A NaN is not dropped silently (prometheus promqltest functions.test).
  for (const double v : values)
    if (std::isnan(v)) return v;
  const double median = QuantileOf(0.5, values);
  for (double& v : values) v = std::fabs(v - median);
  return QuantileOf(0.5, values);
}

struct Row {
  std::string_view name;
  double (*value)(const FloatWindow&);
};

constexpr std::array kRows = {
    Row{"avg_over_time", [](const FloatWindow& w) { return MeanOf(Values(w)); }},
    Row{"sum_over_time", [](const FloatWindow& w) { return SumOf(Values(w)); }},
    Row{"count_over_time",
        [](const FloatWindow& w) { return static_cast<double>(w.points.size()); }},
    Row{"min_over_time", [](const FloatWindow& w) { return Smallest(w).value; }},
    Row{"max_over_time", [](const FloatWindow& w) { return Largest(w).value; }},
    Row{"first_over_time", [](const FloatWindow& w) { return w.points.front().value; }},
    Row{"last_over_time", [](const FloatWindow& w) { return w.points.back().value; }},
    Row{"present_over_time", [](const FloatWindow&) { return 1.0; }},
    Row{"stdvar_over_time", Variance},
    Row{"stddev_over_time", [](const FloatWindow& w) { return std::sqrt(Variance(w)); }},
    Row{"mad_over_time", MedianDeviation},
    Row{"quantile_over_time",
        [](const FloatWindow& w) { return QuantileOf(w.parameters[0], Values(w)); }},
    Row{"ts_of_first_over_time", [](const FloatWindow& w) { return Seconds(w.points.front()); }},
    Row{"ts_of_last_over_time", [](const FloatWindow& w) { return Seconds(w.points.back()); }},
    Row{"ts_of_max_over_time", [](const FloatWindow& w) { return Seconds(Largest(w)); }},
    Row{"ts_of_min_over_time", [](const FloatWindow& w) { return Seconds(Smallest(w)); }},
};

const Row* Find(std::string_view name) {
  for (const Row& row : kRows)
    if (row.name == name) return &row;
  return nullptr;
}

}  // namespace

bool IsOverTime(std::string_view function) {
  return Find(function) != nullptr;
}

double OverTimeValue(std::string_view function, const FloatWindow& window) {
  return Find(function)->value(window);
}

}  // namespace plumb::reference
