#include "promql/engine.h"

#include "promql/aggregator.h"
#include "promql/evaluation.h"
#include "promql/range_call.h"

#include <algorithm>

namespace plumb::promql {

namespace {

// Whether the expression itself orders its elements, so that an instant result stays as it is.
bool OrdersItself(const Expr& expr) {
  const Expr& inner = WithoutParens(expr);
  if (const auto* call = As<Call>(inner)) return call->function->orders;
  const auto* aggregate = As<Aggregate>(inner);
  return aggregate != nullptr && (aggregate->op->pick == AggregatorRow::Pick::kTop ||
                                  aggregate->op->pick == AggregatorRow::Pick::kBottom);
}

model::Series ToSeries(StepSeries series, const Steps& steps) {
  model::Series result{.labels = std::move(series.labels)};
  const auto floats = steps.count - static_cast<size_t>(std::count_if(
                                        series.values.begin(), series.values.end(), IsAbsent));
  result.times.reserve(floats);
  result.values.reserve(floats);
  for (size_t k = 0; k < series.histograms.size(); ++k)
    if (series.histograms[k] != nullptr)
      result.histograms.push_back({.time = steps.At(k), .histogram = series.histograms[k]});
  for (size_t k = 0; k < steps.count; ++k) {
    if (IsAbsent(series.values[k])) continue;
    result.times.push_back(steps.At(k));
    result.values.push_back(series.values[k]);
  }
  return result;
}

void SortByLabels(std::vector<model::Series>& series) {
  std::sort(series.begin(), series.end(),
            [](const model::Series& a, const model::Series& b) { return a.labels < b.labels; });
}

// The series of a vector expression, names dropped, equal labels merged, those without samples left
// out.
Result<std::vector<model::Series>> CollectSeries(Evaluation& evaluation, const Expr& expr,
                                                 const Steps& steps) {
  PLUMB_ASSIGN(HeldVector held, HoldVector(evaluation, expr, steps));
  std::erase_if(held.series, [](const StepSeries& series) { return !series.AnyPresent(); });
  for (StepSeries& series : held.series)
    if (series.drop_name) series.labels = WithoutIdentity(series.labels);
  PLUMB_TRY(MergeEqualLabels(held.series));
  std::vector<model::Series> result;
  for (StepSeries& one : held.series) {
    model::Series series = ToSeries(std::move(one), steps);
    PLUMB_TRY(held.lease->Take(series.times.size() * sizeof(Timestamp)));
    if (!series.times.empty() || !series.histograms.empty()) result.push_back(std::move(series));
  }
  return result;
}

Status EvaluateInstant(Evaluation& evaluation, const Expr& expr, model::QueryResult& result) {
  const Steps steps{.start = evaluation.params.start};
  result.type = TypeOf(expr);
  switch (result.type) {
    case ResultType::kString:
      result.text = As<StringLiteral>(WithoutParens(expr))->value;
      return Ok();
    case ResultType::kMatrix: {
      PLUMB_ASSIGN(result.series, SelectSamples(evaluation, WithoutParens(expr), steps.start));
      SortByLabels(result.series);
      return Ok();
    }
    case ResultType::kScalar:
    case ResultType::kVector:
      break;
  }
  PLUMB_ASSIGN(result.series, CollectSeries(evaluation, expr, steps));
  if (!OrdersItself(expr)) SortByLabels(result.series);
  return Ok();
}

Status EvaluateRange(Evaluation& evaluation, const Expr& expr, model::QueryResult& result) {
  const QueryParams& params = evaluation.params;
  const ResultType type = TypeOf(expr);
  if (type != ResultType::kScalar && type != ResultType::kVector)
    return Error{Exit::kUsage, std::string("invalid expression type \"") +
                                   (type == ResultType::kString ? "string" : "range vector") +
                                   "\" for range query, must be Scalar or instant Vector"};
  if (params.step < 0 || params.end < params.start)
    return Error{Exit::kUsage, "a range query must end after its start and go forward"};
  const Steps steps{.start = params.start,
                    .step = params.step,
                    .count = static_cast<size_t>((params.end - params.start) / params.step) + 1};
  result.type = ResultType::kMatrix;
  MemoryLease lease(evaluation.memory);
  PLUMB_TRY(lease.Take(steps));
  PLUMB_ASSIGN(result.series, CollectSeries(evaluation, expr, steps));
  SortByLabels(result.series);
  return Ok();
}

}  // namespace

Result<model::QueryResult> Evaluate(const Expr& expr, const model::SeriesSource& source,
                                    const QueryParams& params, const EngineOptions& options) {
  Evaluation evaluation(expr, source, params, options);
  model::QueryResult result;
  result.expression = params.text;
  result.start = params.start;
  result.end = params.step == 0 ? params.start : params.end;
  result.step = params.step;
  PLUMB_TRY(params.step == 0 ? EvaluateInstant(evaluation, expr, result)
                             : EvaluateRange(evaluation, expr, result));
  result.annotations = evaluation.annotations.Take();
  result.rollups = evaluation.rollups.Spans();
  if (!result.rollups.empty()) result.annotations.push_back({.text = RollupText(result.rollups)});
  return result;
}

Result<model::QueryResult> EvaluateAt(const Expr& part, Timestamp time,
                                      const model::SeriesSource& source, const QueryParams& params,
                                      const EngineOptions& options) {
  Evaluation evaluation(part, source, params, options);
  model::QueryResult result{.type = TypeOf(part), .start = time, .end = time};
  PLUMB_ASSIGN(result.series, CollectSeries(evaluation, part, {.start = time}));
  SortByLabels(result.series);
  return result;
}

}  // namespace plumb::promql
