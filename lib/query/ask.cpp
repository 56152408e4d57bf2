#include "query/ask.h"

#include "query/missing.h"

namespace plumb::query {

namespace {

bool IsEmpty(const model::QueryResult& result) {
  return result.type != model::ResultType::kString && result.series.empty();
}

}  // namespace

Result<Answer> Ask(const promql::Expr& expr, const model::SeriesSource& source,
                   const promql::QueryParams& params, const promql::EngineOptions& options) {
  Answer answer;
  PLUMB_ASSIGN(answer.result, promql::Evaluate(expr, source, params, options));
  if (!IsEmpty(answer.result)) return answer;
  PLUMB_ASSIGN(const auto missing,
               ExplainMissing(expr, source, {.from = params.start, .to = params.end}, options));
  answer.missing = missing.value_or("");
  return answer;
}

}  // namespace plumb::query
