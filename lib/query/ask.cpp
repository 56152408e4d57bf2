#include "query/ask.h"

#include "query/missing.h"

namespace plumb::query {

namespace {

bool IsEmpty(const model::QueryResult& result) {
  return result.type != model::ResultType::kString && result.series.empty();
}

Result<model::QueryResult> Evaluate(const promql::Expr* expr, const sources::OpenSource& source,
                                    const promql::QueryParams& params,
                                    const promql::EngineOptions& options) {
  if (source.expressions == nullptr)
    return promql::Evaluate(*expr, *source.series, params, options);
  return source.expressions->Evaluate({.text = params.text,
                                       .start = params.start,
                                       .end = params.end,
                                       .step = params.step,
                                       .lookback = options.lookback});
}

}  // namespace

Result<Answer> Ask(const promql::Expr* expr, const sources::OpenSource& source,
                   const promql::QueryParams& params, const promql::EngineOptions& options) {
  Answer answer;
  PLUMB_ASSIGN(answer.result, Evaluate(expr, source, params, options));
  if (!IsEmpty(answer.result) || expr == nullptr) return answer;
  PLUMB_ASSIGN(
      const auto missing,
      ExplainMissing(*expr, *source.series, {.from = params.start, .to = params.end}, options));
  answer.missing = missing.value_or("");
  return answer;
}

}  // namespace plumb::query
