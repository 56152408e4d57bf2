#include "query/ask.h"

#include "query/missing.h"
#include "query/server_words.h"

namespace plumb::query {

namespace {

bool IsEmpty(const model::QueryResult& result) {
  return result.type != model::ResultType::kString && result.series.empty();
}

// What a server looks back by itself (Prometheus' --query.lookback-delta).
constexpr DurationMs kServerLookback = 5 * kMinute;

Result<model::QueryResult> Push(const sources::OpenSource& source, const Expansion& expansion,
                                const promql::QueryParams& params, DurationMs lookback) {
  auto result = source.expressions->Evaluate({.text = expansion.text(),
                                              .start = params.start,
                                              .end = params.end,
                                              .step = params.step,
                                              .lookback = lookback});
  if (result.ok() || result.error().code != Exit::kUsage) return result;
  const auto parsed = ParseExpanded(expansion);
  if (!parsed.ok()) return parsed.error();
  return ShowServerWords(result.error().message, expansion, source.name);
}

}  // namespace

promql::EngineOptions AsEvaluated(const sources::OpenSource& source,
                                  const promql::EngineOptions& options) {
  promql::EngineOptions evaluated = options;
  if (source.expressions != nullptr && options.lookback == 0) evaluated.lookback = kServerLookback;
  return evaluated;
}

Result<Answer> AskExpanded(const promql::Expr* expr, const Expansion& expansion,
                           const sources::OpenSource& source, promql::QueryParams params,
                           const promql::EngineOptions& options) {
  params.text = expansion.original();
  Answer answer;
  if (source.expressions == nullptr) {
    PLUMB_ASSIGN(answer.result, promql::Evaluate(*expr, *source.series, params, options));
  } else {
    PLUMB_ASSIGN(answer.result, Push(source, expansion, params, options.lookback));
  }
  answer.result.expression = expansion.text();
  if (!IsEmpty(answer.result) || expr == nullptr) return answer;
  PLUMB_ASSIGN(const auto missing,
               ExplainMissing(*expr, *source.series, {.from = params.start, .to = params.end},
                              AsEvaluated(source, options)));
  answer.missing = missing.value_or("");
  return answer;
}

Result<Answer> Ask(const promql::Expr* expr, const sources::OpenSource& source,
                   const promql::QueryParams& params, const promql::EngineOptions& options) {
  return AskExpanded(expr, Expansion(params.text), source, params, options);
}

}  // namespace plumb::query
