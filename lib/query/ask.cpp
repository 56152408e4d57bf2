#include "query/ask.h"

#include "promql/parser.h"
#include "query/missing.h"
#include "query/server_words.h"

namespace plumb::query {

namespace {

bool IsEmpty(const model::QueryResult& result) {
  return result.type != model::ResultType::kString && result.series.empty();
}

// What a server looks back by itself (Prometheus' --query.lookback-delta).
constexpr DurationMs kServerLookback = 5 * kMinute;

Result<model::QueryResult> Push(const sources::OpenSource& source,
                                const promql::QueryParams& params, DurationMs lookback) {
  auto result = source.expressions->Evaluate({.text = params.text,
                                              .start = params.start,
                                              .end = params.end,
                                              .step = params.step,
                                              .lookback = lookback});
  if (result.ok() || result.error().code != Exit::kUsage) return result;
  const auto parsed = promql::ParseExpression(params.text);
  if (!parsed.ok()) return parsed.error();
  return ShowServerWords(result.error().message, params.text, source.name);
}

}  // namespace

Result<Answer> Ask(const promql::Expr* expr, const sources::OpenSource& source,
                   const promql::QueryParams& params, const promql::EngineOptions& options) {
  Answer answer;
  promql::EngineOptions as_evaluated = options;
  if (source.expressions == nullptr) {
    PLUMB_ASSIGN(answer.result, promql::Evaluate(*expr, *source.series, params, options));
  } else {
    PLUMB_ASSIGN(answer.result, Push(source, params, options.lookback));
    if (options.lookback == 0) as_evaluated.lookback = kServerLookback;
  }
  if (!IsEmpty(answer.result) || expr == nullptr) return answer;
  PLUMB_ASSIGN(const auto missing,
               ExplainMissing(*expr, *source.series, {.from = params.start, .to = params.end},
                              as_evaluated));
  answer.missing = missing.value_or("");
  return answer;
}

}  // namespace plumb::query
