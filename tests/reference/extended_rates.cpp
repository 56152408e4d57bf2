// SPDX-License-Identifier: Apache-2.0
#include "reference/extended_rates.h"

#include <cmath>

namespace plumb::reference {

double OnTheLine(const Point& before, const Point& after, Timestamp at) {
  return before.value + (after.value - before.value) * static_cast<double>(at - before.time) /
                            static_cast<double>(after.time - before.time);
}

namespace {

// A counter that fell between two samples began again at zero. What it had before is added with the
// other corrections, where the window has seen it.
double AtEdge(Point before, const Point& after, Timestamp at, bool counter) {
  if (counter && after.value < before.value) before.value = 0;
  return OnTheLine(before, after, at);
}

// The last sample at or before the beginning of the window; the first of all if there is none.
// The last sample of all is never asked.
size_t FirstOf(const std::vector<Point>& points, Timestamp from) {
  size_t first = 0;
  for (size_t i = 0; i + 1 < points.size(); ++i)
    if (points[i].time <= from) first = i;
  return first;
}

// The first sample at or behind the end; the last of all if there is none.
size_t LastOf(const std::vector<Point>& points, Timestamp to) {
  for (size_t i = 0; i + 1 < points.size(); ++i)
    if (points[i].time >= to) return i;
  return points.size() - 1;
}

double CountDrops(const std::vector<Point>& points, size_t first) {
  double drops = 0;
  for (size_t i = first + 1; i < points.size(); ++i)
    if (points[i].value < points[i - 1].value) drops += 1;
  return drops;
}

double CountChanges(const std::vector<Point>& points, size_t first) {
  double changes = 0;
  for (size_t i = first + 1; i < points.size(); ++i) {
    const double a = points[i - 1].value;
    const double b = points[i].value;
    if (a != b && !(std::isnan(a) && std::isnan(b))) changes += 1;
  }
  return changes;
}

}  // namespace

std::optional<double> ExtendedRangeValue(std::string_view function, promql::RangeEdges edges,
                                         const std::vector<Point>& points, Timestamp from,
                                         Timestamp to) {
  const bool smoothed = edges == promql::RangeEdges::kSmoothed;
  const size_t first = FirstOf(points, from);
  const size_t last = smoothed ? LastOf(points, to) : points.size() - 1;
  if (points[last].time <= from) return std::nullopt;
  if (points[first].time > to) return std::nullopt;
  if (function == "changes") return CountChanges(points, first);
  if (function == "resets") return CountDrops(points, first);

  const bool counter = function != "delta";
  const double left = smoothed && points[first].time < from
                          ? AtEdge(points[first], points[first + 1], from, counter)
                          : points[first].value;
  const double right = smoothed && last > 0 && points[last].time > to
                           ? AtEdge(points[last - 1], points[last], to, counter)
                           : points[last].value;
  double grown = right - left;
  if (counter) {
    double corrections = 0;
    double before = left;
    for (size_t i = first; i <= last; ++i) {
      if (points[i].time <= from && i == first) continue;
      if (points[i].time >= to && i == last) continue;
      if (points[i].value < before) corrections += before;
      before = points[i].value;
    }
    if (right < before) corrections += before;
    grown += corrections;
  }
  return function == "rate" ? grown / (static_cast<double>(to - from) / 1000) : grown;
}

}  // namespace plumb::reference
