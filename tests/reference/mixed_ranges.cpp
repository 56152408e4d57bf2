// SPDX-License-Identifier: Apache-2.0
// Functions of windows with native histograms in them.
#include <algorithm>
#include <cmath>

#include "model/histogram_arithmetic.h"
#include "reference/histograms.h"
#include "reference/native_histograms.h"
#include "reference/over_time.h"

namespace plumb::reference {

namespace {

using Histograms = std::vector<HistogramPtr>;
using Outcome = std::optional<Point>;

Outcome Number(double value) {
  return Point{.value = value};
}
Outcome OfHistogram(HistogramPtr histogram) {
  if (histogram == nullptr) return std::nullopt;
  return Point{.histogram = std::move(histogram)};
}

bool Differ(const Point& a, const Point& b) {
  if ((a.histogram == nullptr) != (b.histogram == nullptr)) return true;
  if (a.histogram != nullptr) return !SameHistogram(*a.histogram, *b.histogram);
  return a.value != b.value && !(std::isnan(a.value) && std::isnan(b.value));
}

bool WasReset(const Point& before, const Point& now) {
  if ((before.histogram == nullptr) != (now.histogram == nullptr)) return true;
  if (now.histogram != nullptr) return model::DetectReset(*now.histogram, *before.histogram);
  return now.value < before.value;
}

template <typename Event>
double Count(const std::vector<Point>& points, Event event) {
  double count = 0;
  for (size_t i = 1; i < points.size(); ++i)
    if (event(points[i - 1], points[i])) count += 1;
  return count;
}

// The rates of floats, with the counts of histograms where a float would stand. The extrapolation
// is the same.
Outcome Rate(std::string_view function, const std::vector<Point>& points, const Matrix& window) {
  const bool counter = function != "delta";
  HistogramPtr grown = Plus(*points.back().histogram, *points.front().histogram, -1);
  for (size_t i = 1; i < points.size() && grown != nullptr && counter; ++i)
    if (WasReset(points[i - 1], points[i])) grown = Plus(*grown, *points[i - 1].histogram, 1);
  if (grown == nullptr) return std::nullopt;

  const auto seconds = [](Timestamp from, Timestamp to) {
    return static_cast<double>(to - from) / 1000;
  };
  double to_start = seconds(window.from, points.front().time);
  double to_end = seconds(points.back().time, window.to);
  const double sampled = seconds(points.front().time, points.back().time);
  const double distance = sampled / static_cast<double>(points.size() - 1);
  if (to_start >= distance * 1.1) to_start = distance / 2;
  const double first = points.front().histogram->count;
  if (counter && grown->count > 0 && first >= 0)
    to_start = std::min(to_start, sampled * (first / grown->count));
  if (to_end >= distance * 1.1) to_end = distance / 2;
  double factor = (sampled + to_start + to_end) / sampled;
  if (function == "rate") factor /= window.RangeSeconds();
  return OfHistogram(Times(*grown, factor));
}

Outcome LastTwo(std::string_view function, const std::vector<Point>& points) {
  const Point& before = points[points.size() - 2];
  const Point& last = points.back();
  if (function == "idelta") return OfHistogram(Plus(*last.histogram, *before.histogram, -1));
  HistogramPtr grown =
      WasReset(before, last) ? last.histogram : Plus(*last.histogram, *before.histogram, -1);
  if (grown == nullptr) return std::nullopt;
  return OfHistogram(By(*grown, static_cast<double>(last.time - before.time) / 1000));
}

// Which bounds are left where they change is another story: of those that were seen, or of those
// that count behind a reset.
bool BoundsChange(const std::vector<Point>& points) {
  return std::any_of(points.begin(), points.end(), [&points](const Point& p) {
    return p.histogram->custom_values != points[0].histogram->custom_values;
  });
}

bool AreAlike(const std::vector<Point>& points) {
  return std::all_of(points.begin(), points.end(), [&points](const Point& p) {
    return p.histogram != nullptr &&
           model::HasCustomBuckets(*p.histogram) == model::HasCustomBuckets(*points[0].histogram);
  });
}

}  // namespace

Result<std::optional<Point>> MixedRangeValue(std::string_view function,
                                             const std::vector<Point>& points, const Matrix& window,
                                             Timestamp at, const std::vector<double>& parameters) {
  Histograms histograms;
  std::vector<Point> floats;
  for (const Point& point : points) {
    if (point.histogram != nullptr)
      histograms.push_back(point.histogram);
    else
      floats.push_back(point);
  }
  if (function == "count_over_time") return Number(static_cast<double>(points.size()));
  if (function == "present_over_time") return Number(1);
  if (function == "first_over_time") return Outcome(points.front());
  if (function == "last_over_time") return Outcome(points.back());
  if (function == "ts_of_first_over_time")
    return Number(static_cast<double>(points.front().time) / 1000);
  if (function == "ts_of_last_over_time")
    return Number(static_cast<double>(points.back().time) / 1000);
  if (function == "changes") return Number(Count(points, Differ));
  if (function == "resets") return Number(Count(points, WasReset));
  if (function == "sum_over_time" || function == "avg_over_time") {
    if (!floats.empty()) return Outcome();
    return OfHistogram(function == "sum_over_time" ? SumOf(histograms) : MeanOf(histograms));
  }
  if (function == "irate" || function == "idelta") {
    if (points.size() < 2 || !AreAlike({points.end() - 2, points.end()})) {
      const bool two_floats = points.size() >= 2 && points.back().histogram == nullptr &&
                              points[points.size() - 2].histogram == nullptr;
      if (!two_floats) return Outcome();
      const auto value = RateValue(function, {points, window.from, window.to, at, parameters});
      return value ? Number(*value) : Outcome();
    }
    return LastTwo(function, points);
  }
  if (function == "rate" || function == "increase" || function == "delta") {
    if (points.size() < 2 || !AreAlike(points)) return Outcome();
    if (BoundsChange(points)) return Unsupported("rates of changing bounds");
    return Rate(function, points, window);
  }
  if (floats.empty()) return Outcome();
  const FloatWindow of_floats{floats, window.from, window.to, at, parameters};
  if (IsOverTime(function)) return Number(OverTimeValue(function, of_floats));
  if (!IsRate(function)) return Unsupported(function);
  const auto value = RateValue(function, of_floats);
  return value ? Number(*value) : Outcome();
}

}  // namespace plumb::reference
