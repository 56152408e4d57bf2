// SPDX-License-Identifier: Apache-2.0
#include "reference/evaluator.h"

#include <algorithm>
#include <map>

#include "model/histogram_arithmetic.h"
#include "model/sample.h"
#include "reference/histograms.h"
#include "reference/names.h"

namespace plumb::reference {

std::vector<Track> TracksOf(const std::vector<model::Series>& series) {
  std::vector<Track> tracks;
  for (const model::Series& one : series) {
    Track track{.labels = one.labels, .points = {}};
    for (size_t i = 0; i < one.times.size(); ++i)
      track.points.push_back({.time = one.times[i], .value = one.values[i]});
    for (const model::HistogramPoint& point : one.histograms)
      track.points.push_back({.time = point.time, .histogram = point.histogram});
    std::stable_sort(track.points.begin(), track.points.end(),
                     [](const Point& a, const Point& b) { return a.time < b.time; });
    tracks.push_back(std::move(track));
  }
  return tracks;
}

Result<Answer> Evaluator::At(const promql::Expr& expr, Timestamp at) const {
  using promql::ExprKind;
  switch (expr.kind) {
    case ExprKind::kNumber:
      return Answer(promql::As<promql::NumberLiteral>(expr)->value);
    case ExprKind::kString:
      return Answer(promql::As<promql::StringLiteral>(expr)->value);
    case ExprKind::kParen:
      return At(*promql::As<promql::Paren>(expr)->expr, at);
    case ExprKind::kVectorSelector: {
      PLUMB_ASSIGN(Vector vector, Select(*promql::As<promql::VectorSelector>(expr), at));
      return Answer(std::move(vector));
    }
    case ExprKind::kMatrixSelector:
      if (promql::As<promql::MatrixSelector>(expr)->selector.edges != promql::RangeEdges::kPlain)
        return Unsupported("what an extended range is without a function");
      [[fallthrough]];
    case ExprKind::kSubquery: {
      PLUMB_ASSIGN(Matrix matrix, MatrixAt(expr, at));
      return Answer(std::move(matrix));
    }
    case ExprKind::kUnary:
      return Negated(*promql::As<promql::Unary>(expr), at);
    case ExprKind::kBinary:
      return BinaryAt(*promql::As<promql::Binary>(expr), at);
    case ExprKind::kCall:
      return CallAt(*promql::As<promql::Call>(expr), at);
    case ExprKind::kAggregate: {
      PLUMB_ASSIGN(Vector vector, AggregateAt(*promql::As<promql::Aggregate>(expr), at));
      return Answer(std::move(vector));
    }
  }
  return Unsupported("this kind of expression");
}

Result<Vector> Evaluator::VectorAt(const promql::Expr& expr, Timestamp at) const {
  PLUMB_ASSIGN(Answer answer, At(expr, at));
  PLUMB_ASSERT(std::holds_alternative<Vector>(answer));
  return std::get<Vector>(std::move(answer));
}

Result<double> Evaluator::ScalarAt(const promql::Expr& expr, Timestamp at) const {
  PLUMB_ASSIGN(Answer answer, At(expr, at));
  PLUMB_ASSERT(std::holds_alternative<double>(answer));
  return std::get<double>(answer);
}

Result<Answer> Evaluator::Negated(const promql::Unary& unary, Timestamp at) const {
  PLUMB_ASSIGN(Answer answer, At(*unary.expr, at));
  if (unary.op == promql::UnaryOp::kPlus) return answer;
  if (const auto* scalar = std::get_if<double>(&answer)) return Answer(-*scalar);
  Vector vector = std::get<Vector>(std::move(answer));
  for (Element& element : vector) {
    element.value = -element.value;
    if (element.histogram != nullptr) element.histogram = Times(*element.histogram, -1);
  }
  PLUMB_ASSIGN(Vector named, WithoutNames(std::move(vector)));
  return Answer(std::move(named));
}

Result<Vector> Evaluator::WithoutNames(Vector vector) const {
  for (Element& element : vector) {
    if (query_.delayed_name_removal)
      element.drop_name = true;
    else
      element.labels = WithoutName(element.labels);
  }
  if (!query_.delayed_name_removal) PLUMB_TRY(CheckUnique(vector));
  return vector;
}

Status Evaluator::FinishNames(Vector& vector) const {
  for (Element& element : vector)
    if (element.drop_name) element.labels = WithoutName(element.labels);
  return CheckUnique(vector);
}

Result<Answer> Evaluator::Instant(const promql::Expr& expr, Timestamp at) const {
  PLUMB_ASSIGN(Answer answer, At(expr, at));
  if (auto* vector = std::get_if<Vector>(&answer)) PLUMB_TRY(FinishNames(*vector));
  if (auto* matrix = std::get_if<Matrix>(&answer)) {
    for (Track& track : matrix->tracks)
      if (track.drop_name) track.labels = WithoutName(track.labels);
  }
  return answer;
}

Result<std::vector<Track>> Evaluator::Run(const promql::Expr& expr) const {
  std::map<model::Labels, Track> tracks;
  const auto add = [&tracks](const model::Labels& labels, Point point) {
    Track& track = tracks[labels];
    track.labels = labels;
    track.points.push_back(std::move(point));
  };
  for (Timestamp at = query_.start; at <= query_.end; at += query_.step) {
    PLUMB_ASSIGN(const Answer answer, Instant(expr, at));
    if (std::holds_alternative<std::string>(answer)) return Unsupported("strings");
    if (const auto* scalar = std::get_if<double>(&answer)) add({}, {.time = at, .value = *scalar});
    if (const auto* vector = std::get_if<Vector>(&answer)) {
      for (const Element& element : *vector)
        add(element.labels, {.time = at, .value = element.value, .histogram = element.histogram});
    }
    if (const auto* matrix = std::get_if<Matrix>(&answer)) {
      for (const Track& track : matrix->tracks)
        for (const Point& point : track.points) add(track.labels, point);
    }
    if (query_.step == 0) break;
  }
  std::vector<Track> out;
  for (auto& [labels, track] : tracks) out.push_back(std::move(track));
  return out;
}

}  // namespace plumb::reference
