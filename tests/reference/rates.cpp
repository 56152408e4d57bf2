// SPDX-License-Identifier: Apache-2.0
#include "reference/rates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "reference/sums.h"

namespace plumb::reference {

namespace {

double Seconds(Timestamp from, Timestamp to) {
  return static_cast<double>(to - from) / 1000;
}

// What a window grew by, drawn out to its ends.
std::optional<double> Extrapolated(const FloatWindow& window, bool counter, bool per_second) {
  const std::vector<Point>& points = window.points;
  if (points.size() < 2) return std::nullopt;
  double grown = points.back().value - points.front().value;
  if (counter) {
    for (size_t i = 1; i < points.size(); ++i)
      if (points[i].value < points[i - 1].value) grown += points[i - 1].value;
  }
  double to_start = Seconds(window.from, points.front().time);
  double to_end = Seconds(points.back().time, window.to);
  const double sampled = Seconds(points.front().time, points.back().time);
  const double distance = sampled / static_cast<double>(points.size() - 1);
  const double threshold = distance * 1.1;
  if (to_start >= threshold) to_start = distance / 2;
  if (counter && grown > 0 && points.front().value >= 0)
    to_start = std::min(to_start, sampled * (points.front().value / grown));
  if (to_end >= threshold) to_end = distance / 2;
  double factor = (sampled + to_start + to_end) / sampled;
  if (per_second) factor /= Seconds(window.from, window.to);
  return grown * factor;
}

std::optional<double> LastTwo(const FloatWindow& window, bool rate) {
  const std::vector<Point>& points = window.points;
  if (points.size() < 2) return std::nullopt;
  const Point& last = points.back();
  const Point& before = points[points.size() - 2];
  double grown = last.value - before.value;
  if (!rate) return grown;
  if (last.value < before.value) grown = last.value;
  return grown / Seconds(before.time, last.time);
}

struct Line {
  double slope = 0;
  double intercept = 0;
};

// Least squares; x is the seconds since `origin`.
Line Regression(const std::vector<Point>& points, Timestamp origin) {
  const double first = points.front().value;
  bool constant = true;
  double n = 0;
  Sum x_sum, y_sum, xy_sum, xx_sum;
  for (const Point& point : points) {
    if (point.value != first) constant = false;
    n += 1;
    const double x = Seconds(origin, point.time);
    x_sum.Add(x);
    y_sum.Add(point.value);
    xy_sum.Add(x * point.value);
    xx_sum.Add(x * x);
  }
  if (constant && std::isinf(first)) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    return {kNan, kNan};
  }
  if (constant) return {0, first};
  const double x = x_sum.total + x_sum.error;
  const double y = y_sum.total + y_sum.error;
  const double covariance = (xy_sum.total + xy_sum.error) - x * y / n;
  const double variance = (xx_sum.total + xx_sum.error) - x * x / n;
  const double slope = covariance / variance;
  return {slope, y / n - slope * x / n};
}

std::optional<double> Deriv(const FloatWindow& window) {
  if (window.points.size() < 2) return std::nullopt;
  return Regression(window.points, window.points.front().time).slope;
}

std::optional<double> PredictLinear(const FloatWindow& window) {
  if (window.points.size() < 2) return std::nullopt;
  const Line line = Regression(window.points, window.at);
  return line.slope * window.parameters[0] + line.intercept;
}

std::optional<double> Smoothing(const FloatWindow& window) {
  const std::vector<Point>& points = window.points;
  if (points.size() < 2) return std::nullopt;
  const double sf = window.parameters[0];
  const double tf = window.parameters[1];
  double before = 0;
  double smoothed = points[0].value;
  double trend = points[1].value - points[0].value;
  for (size_t i = 1; i < points.size(); ++i) {
    const double scaled = sf * points[i].value;
    if (i > 1) trend = tf * (smoothed - before) + (1 - tf) * trend;
    const double kept = (1 - sf) * (smoothed + trend);
    before = smoothed;
    smoothed = scaled + kept;
  }
  return smoothed;
}

std::optional<double> Resets(const FloatWindow& window) {
  double resets = 0;
  for (size_t i = 1; i < window.points.size(); ++i)
    if (window.points[i].value < window.points[i - 1].value) resets += 1;
  return resets;
}

std::optional<double> Changes(const FloatWindow& window) {
  double changes = 0;
  for (size_t i = 1; i < window.points.size(); ++i) {
    const double a = window.points[i - 1].value;
    const double b = window.points[i].value;
    if (a != b && !(std::isnan(a) && std::isnan(b))) changes += 1;
  }
  return changes;
}

struct Row {
  std::string_view name;
  std::optional<double> (*value)(const FloatWindow&);
};

constexpr std::array kRows = {
    Row{"rate", [](const FloatWindow& w) { return Extrapolated(w, true, true); }},
    Row{"increase", [](const FloatWindow& w) { return Extrapolated(w, true, false); }},
    Row{"delta", [](const FloatWindow& w) { return Extrapolated(w, false, false); }},
    Row{"irate", [](const FloatWindow& w) { return LastTwo(w, true); }},
    Row{"idelta", [](const FloatWindow& w) { return LastTwo(w, false); }},
    Row{"deriv", Deriv},
    Row{"predict_linear", PredictLinear},
    Row{"double_exponential_smoothing", Smoothing},
    Row{"resets", Resets},
    Row{"changes", Changes},
};

const Row* Find(std::string_view name) {
  for (const Row& row : kRows)
    if (row.name == name) return &row;
  return nullptr;
}

}  // namespace

bool IsRate(std::string_view function) {
  return Find(function) != nullptr;
}

std::optional<double> RateValue(std::string_view function, const FloatWindow& window) {
  return Find(function)->value(window);
}

}  // namespace plumb::reference
