// SPDX-License-Identifier: Apache-2.0
// Selectors, windows and subqueries of the reference evaluator.
#include <algorithm>
#include <cmath>
#include <map>

#include "model/sample.h"
#include "promql/duration_expr.h"
#include "reference/evaluator.h"
#include "reference/extended_rates.h"

namespace plumb::reference {

namespace {

// The index of the first multiple of `step` that is later than `t`.
Timestamp FirstMultipleAfter(Timestamp t, DurationMs step) {
  Timestamp multiple = t / step * step;
  while (multiple > t) multiple -= step;
  while (multiple <= t) multiple += step;
  return multiple;
}

bool IsStale(const Point& point) {
  return point.histogram == nullptr ? model::IsStale(point.value)
                                    : model::IsStale(point.histogram->sum);
}

}  // namespace

Result<DurationMs> Evaluator::Resolve(const promql::DurationOf& duration,
                                      bool must_be_positive) const {
  return promql::ResolveDuration(
      duration, must_be_positive ? promql::DurationUse::kRange : promql::DurationUse::kOffset,
      {.step = query_.step, .range = query_.end - query_.start});
}

Result<Timestamp> Evaluator::Shifted(const promql::TimeShift& shift, Timestamp at) const {
  PLUMB_ASSIGN(const DurationMs offset, Resolve(shift.offset, false));
  switch (shift.at) {
    case promql::AtKind::kNone:
      break;
    case promql::AtKind::kTime:
      at = shift.at_time;
      break;
    case promql::AtKind::kStart:
      at = query_.start;
      break;
    case promql::AtKind::kEnd:
      at = query_.end;
      break;
  }
  return at - offset;
}

std::vector<Track> Evaluator::Samples(const model::Matchers& matchers, Timestamp after,
                                      Timestamp to) const {
  std::vector<Track> found;
  for (const Track& track : data_) {
    if (!model::MatchesAll(matchers, track.labels)) continue;
    Track part{.labels = track.labels, .points = {}};
    for (const Point& point : track.points)
      if (point.time > after && point.time <= to) part.points.push_back(point);
    if (!part.points.empty()) found.push_back(std::move(part));
  }
  return found;
}

Result<Vector> Evaluator::Select(const promql::VectorSelector& selector, Timestamp at) const {
  if (selector.edges == promql::RangeEdges::kSmoothed) return SelectSmoothed(selector, at);
  if (selector.edges == promql::RangeEdges::kAnchored) return Unsupported("anchored instants");
  PLUMB_ASSIGN(const Timestamp shifted, Shifted(selector.shift, at));
  Vector vector;
  for (const Track& track : Samples(selector.matchers, shifted - query_.lookback, shifted)) {
    const Point& newest = track.points.back();
    if (IsStale(newest)) continue;
    vector.push_back(
        {.labels = track.labels, .value = newest.value, .histogram = newest.histogram});
  }
  return vector;
}

Result<Vector> Evaluator::SelectTimes(const promql::VectorSelector& selector, Timestamp at) const {
  if (selector.edges != promql::RangeEdges::kPlain) return Unsupported("times of extended ranges");
  PLUMB_ASSIGN(const Timestamp shifted, Shifted(selector.shift, at));
  Vector vector;
  for (const Track& track : Samples(selector.matchers, shifted - query_.lookback, shifted)) {
    const Point& newest = track.points.back();
    if (IsStale(newest)) continue;
    vector.push_back({.labels = track.labels, .value = static_cast<double>(newest.time) / 1000});
  }
  return vector;
}

// The value on the line between the samples around the instant; that of one side where the other
// has none.
Result<Vector> Evaluator::SelectSmoothed(const promql::VectorSelector& selector,
                                         Timestamp at) const {
  PLUMB_ASSIGN(const Timestamp shifted, Shifted(selector.shift, at));
  Vector vector;
  for (const Track& track :
       Samples(selector.matchers, shifted - query_.lookback, shifted + query_.lookback)) {
    const Point* before = nullptr;
    const Point* after = nullptr;
    for (const Point& point : track.points) {
      if (IsStale(point)) continue;
      if (point.histogram != nullptr) return Unsupported("histograms in extended ranges");
      if (point.time <= shifted) before = &point;
      if (point.time > shifted && after == nullptr) after = &point;
    }
    if (before == nullptr && after == nullptr) continue;
    double value = before == nullptr ? after->value : before->value;
    if (before != nullptr && before->time < shifted && after != nullptr)
      value = OnTheLine(*before, *after, shifted);
    vector.push_back({.labels = track.labels, .value = value});
  }
  return vector;
}

Result<Matrix> Evaluator::SelectRange(const promql::MatrixSelector& matrix, Timestamp at) const {
  PLUMB_ASSIGN(const Timestamp to, Shifted(matrix.selector.shift, at));
  PLUMB_ASSIGN(const DurationMs range, Resolve(matrix.range, true));
  const auto edges = matrix.selector.edges;
  const DurationMs before = edges == promql::RangeEdges::kPlain ? 0 : query_.lookback;
  const DurationMs after = edges == promql::RangeEdges::kSmoothed ? query_.lookback : 0;
  Matrix out{.tracks = {}, .from = to - range, .to = to};
  for (Track& track : Samples(matrix.selector.matchers, out.from - before, out.to + after)) {
    std::erase_if(track.points, IsStale);
    if (!track.points.empty()) out.tracks.push_back(std::move(track));
  }
  return out;
}

Result<Matrix> Evaluator::EvaluateSubquery(const promql::Subquery& subquery, Timestamp at) const {
  PLUMB_ASSIGN(const Timestamp to, Shifted(subquery.shift, at));
  PLUMB_ASSIGN(const DurationMs range, Resolve(subquery.range, true));
  DurationMs step = query_.subquery_step;
  if (subquery.step.value != 0 || subquery.step.expr != nullptr) {
    PLUMB_ASSIGN(step, Resolve(subquery.step, true));
  }
  Matrix out{.tracks = {}, .from = to - range, .to = to};
  std::map<model::Labels, size_t> places;
  for (Timestamp inner = FirstMultipleAfter(out.from, step); inner <= to; inner += step) {
    PLUMB_ASSIGN(Answer answer, At(*subquery.expr, inner));
    if (const auto* scalar = std::get_if<double>(&answer))
      answer = Vector{{.labels = {}, .value = *scalar}};
    for (Element& element : std::get<Vector>(answer)) {
      const auto [place, is_new] = places.try_emplace(element.labels, out.tracks.size());
      if (is_new) out.tracks.push_back({.labels = element.labels, .points = {}});
      Track& track = out.tracks[place->second];
      track.drop_name = element.drop_name;
      track.points.push_back({inner, element.value, element.histogram});
    }
  }
  return out;
}

Result<Matrix> Evaluator::MatrixAt(const promql::Expr& expr, Timestamp at) const {
  if (const auto* paren = promql::As<promql::Paren>(expr)) return MatrixAt(*paren->expr, at);
  if (const auto* subquery = promql::As<promql::Subquery>(expr))
    return EvaluateSubquery(*subquery, at);
  return SelectRange(*promql::As<promql::MatrixSelector>(expr), at);
}

}  // namespace plumb::reference
