// SPDX-License-Identifier: Apache-2.0
// Function calls of the reference evaluator.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "promql/function.h"
#include "reference/classic_histograms.h"
#include "reference/evaluator.h"
#include "reference/extended_rates.h"
#include "reference/labels.h"
#include "reference/names.h"
#include "reference/native_histograms.h"
#include "reference/numbers.h"
#include "reference/over_time.h"

namespace plumb::reference {

namespace {

const promql::Expr& Unwrapped(const promql::Expr& expr) {
  const auto* paren = promql::As<promql::Paren>(expr);
  return paren == nullptr ? expr : Unwrapped(*paren->expr);
}

// The labels that a selector says its series have: those asked for once, with `=`.
model::Labels LabelsOfAbsent(const promql::Expr& expr) {
  const model::Matchers* matchers = nullptr;
  if (const auto* selector = promql::As<promql::VectorSelector>(expr))
    matchers = &selector->matchers;
  if (const auto* matrix = promql::As<promql::MatrixSelector>(expr))
    matchers = &matrix->selector.matchers;
  model::LabelsBuilder labels;
  if (matchers == nullptr) return labels.Build();
  std::set<std::string> given;
  for (const model::Matcher& matcher : *matchers) {
    if (matcher.name() == model::kMetricName) continue;
    if (matcher.op() == model::MatchOp::kEqual && given.insert(matcher.name()).second)
      labels.Set(matcher.name(), matcher.value());
    else
      labels.Drop(matcher.name());
  }
  return labels.Build();
}

Vector AbsentUnless(bool any, const promql::Expr& argument) {
  if (any) return {};
  return {{.labels = LabelsOfAbsent(argument), .value = 1}};
}

promql::RangeEdges EdgesOf(const promql::Expr& expr) {
  const auto* matrix = promql::As<promql::MatrixSelector>(expr);
  return matrix == nullptr ? promql::RangeEdges::kPlain : matrix->selector.edges;
}

bool AllowsEdges(std::string_view function, promql::RangeEdges edges) {
  if (edges == promql::RangeEdges::kPlain) return true;
  if (function == "rate" || function == "increase" || function == "delta") return true;
  return edges == promql::RangeEdges::kAnchored && (function == "changes" || function == "resets");
}

bool AnyHistogram(const Track& track) {
  return std::any_of(track.points.begin(), track.points.end(),
                     [](const Point& p) { return p.histogram != nullptr; });
}

Status CheckSmoothing(const std::vector<double>& factors) {
  for (const double factor : factors)
    if (factor <= 0 || factor >= 1) return Wrong("invalid smoothing or trend factor");
  return Ok();
}

double ScalarOf(const Vector& vector) {
  const double* found = nullptr;
  for (const Element& element : vector) {
    if (element.histogram != nullptr) continue;
    if (found != nullptr) return std::numeric_limits<double>::quiet_NaN();
    found = &element.value;
  }
  return found == nullptr ? std::numeric_limits<double>::quiet_NaN() : *found;
}

void Sort(Vector& vector, bool descending) {
  std::erase_if(vector, [](const Element& element) { return element.histogram != nullptr; });
  std::stable_sort(vector.begin(), vector.end(), [descending](const Element& a, const Element& b) {
    if (std::isnan(a.value) || std::isnan(b.value)) return !std::isnan(a.value);
    return descending ? a.value > b.value : a.value < b.value;
  });
}

}  // namespace

Result<Answer> Evaluator::CallAt(const promql::Call& call, Timestamp at) const {
  const std::string_view name = call.function->name;
  const auto seconds = [](int64_t ms) { return Answer(static_cast<double>(ms) / 1000); };
  if (name == "time") return seconds(at);
  if (name == "pi") return Answer(std::numbers::pi);
  if (name == "start") return seconds(query_.start);
  if (name == "end") return seconds(query_.end);
  if (name == "step") return seconds(query_.step);
  if (name == "range") return seconds(query_.end - query_.start);
  if (name == "max_of" || name == "min_of") {
    PLUMB_ASSIGN(const double a, ScalarAt(*call.args[0], at));
    PLUMB_ASSIGN(const double b, ScalarAt(*call.args[1], at));
    const auto& parameters = std::vector<double>{b};
    return Answer(*NumberValue(name == "max_of" ? "clamp_min" : "clamp_max", a, parameters));
  }
  if (name == "scalar") {
    PLUMB_ASSIGN(const Vector vector, VectorAt(*call.args[0], at));
    return Answer(ScalarOf(vector));
  }
  for (const promql::ExprPtr& arg : call.args) {
    if (promql::TypeOf(*arg) != model::ResultType::kMatrix) continue;
    PLUMB_ASSIGN(Vector vector, RangeCall(call, Unwrapped(*arg), at));
    return Answer(std::move(vector));
  }
  PLUMB_ASSIGN(Vector vector, VectorCall(call, at));
  return Answer(std::move(vector));
}

Result<Vector> Evaluator::RangeCall(const promql::Call& call, const promql::Expr& range,
                                    Timestamp at) const {
  const std::string_view name = call.function->name;
  std::vector<double> parameters;
  for (const promql::ExprPtr& arg : call.args) {
    if (promql::TypeOf(*arg) != model::ResultType::kScalar) continue;
    PLUMB_ASSIGN(const double parameter, ScalarAt(*arg, at));
    parameters.push_back(parameter);
  }
  const promql::RangeEdges edges = EdgesOf(range);
  if (!AllowsEdges(name, edges)) return Wrong("this function has no extended ranges");
  PLUMB_ASSIGN(const Matrix matrix, MatrixAt(range, at));
  if (name == "absent_over_time") return AbsentUnless(!matrix.tracks.empty(), range);
  if (name == "double_exponential_smoothing") PLUMB_TRY(CheckSmoothing(parameters));
  Vector out;
  for (const Track& track : matrix.tracks) {
    Element element{.labels = track.labels, .drop_name = track.drop_name};
    if (AnyHistogram(track)) {
      if (edges != promql::RangeEdges::kPlain) return Unsupported("histograms in extended ranges");
      PLUMB_ASSIGN(const auto point, MixedRangeValue(name, track.points, matrix, at, parameters));
      if (!point) continue;
      element.value = point->value;
      element.histogram = point->histogram;
      out.push_back(std::move(element));
      continue;
    }
    std::optional<double> value;
    if (edges != promql::RangeEdges::kPlain) {
      value = ExtendedRangeValue(name, edges, track.points, matrix.from, matrix.to);
    } else {
      const FloatWindow window{track.points, matrix.from, matrix.to, at, parameters};
      if (IsRate(name))
        value = RateValue(name, window);
      else if (IsOverTime(name))
        value = OverTimeValue(name, window);
      else
        return Unsupported(name);
    }
    if (!value) continue;
    element.value = *value;
    out.push_back(std::move(element));
  }
  if (name == "last_over_time" || name == "first_over_time") return out;
  return WithoutNames(std::move(out));
}

Result<Vector> Evaluator::VectorCall(const promql::Call& call, Timestamp at) const {
  const std::string_view name = call.function->name;
  Vector vector;
  std::vector<double> scalars;
  std::vector<std::string> strings;
  for (const promql::ExprPtr& arg : call.args) {
    PLUMB_ASSIGN(Answer answer, At(*arg, at));
    if (auto* scalar = std::get_if<double>(&answer)) scalars.push_back(*scalar);
    if (auto* string = std::get_if<std::string>(&answer)) strings.push_back(std::move(*string));
    if (auto* elements = std::get_if<Vector>(&answer)) vector = std::move(*elements);
  }
  if (name == "vector") return Vector{{.value = scalars[0]}};
  if (name == "absent") return AbsentUnless(!vector.empty(), Unwrapped(*call.args[0]));
  if (name == "label_replace") return LabelReplace(std::move(vector), strings);
  if (name == "label_join") return LabelJoin(std::move(vector), strings);
  if (name == "sort" || name == "sort_desc") {
    Sort(vector, name == "sort_desc");
    return vector;
  }
  if (name == "sort_by_label" || name == "sort_by_label_desc") return vector;
  if (name == "timestamp") {
    const promql::Expr& argument = Unwrapped(*call.args[0]);
    if (const auto* selector = promql::As<promql::VectorSelector>(argument)) {
      PLUMB_ASSIGN(vector, SelectTimes(*selector, at));
    }
    for (Element& element : vector) {
      if (argument.kind != promql::ExprKind::kVectorSelector)
        element.value = static_cast<double>(at) / 1000;
      element.histogram = nullptr;
    }
    return WithoutNames(std::move(vector));
  }
  if (IsHistogramFunction(name)) {
    PLUMB_ASSIGN(Vector out, HistogramCall(name, vector, scalars, strings));
    return WithoutNames(std::move(out));
  }
  Vector out;
  if (call.args.empty()) vector = {{.value = static_cast<double>(at) / 1000}};
  for (Element& element : vector) {
    if (element.histogram != nullptr) continue;
    std::optional<double> value;
    if (IsNumberFunction(name)) {
      value = NumberValue(name, element.value, scalars);
    } else if (IsCalendarFunction(name)) {
      PLUMB_ASSIGN(value, CalendarValue(name, element.value));
    } else {
      return Unsupported(name);
    }
    if (!value) continue;
    element.value = *value;
    out.push_back(std::move(element));
  }
  return WithoutNames(std::move(out));
}

}  // namespace plumb::reference
