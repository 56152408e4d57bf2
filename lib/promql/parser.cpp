#include "promql/parser.h"

#include <utility>

#include "promql/aggregator.h"
#include "promql/expression_parser.h"
#include "promql/selector_parser.h"
#include "promql/token_stream.h"
#include "promql/type_check.h"

namespace plumb::promql {
namespace {

// What is often meant where something stands behind a whole expression.
std::string TrailingHint(const TokenStream& in, const Expr& before) {
  const auto* selector = As<VectorSelector>(before);
  if (selector == nullptr || !in.Is(TokenKind::kIdentifier)) return "";
  if (FindAggregator(selector->name) != nullptr) {
    return "an aggregation has its vector in parentheses: " + selector->name + "(…)";
  }
  return "";
}

}  // namespace

Parsed ParseWithErrors(std::string_view text) {
  TokenStream in(text);
  if (in.Is(TokenKind::kEnd)) return {nullptr, {{{0, 0}, "no expression found in input", ""}}};
  ExprPtr expr = ParseOperators(in);
  if (expr != nullptr && !in.Is(TokenKind::kEnd)) in.Unexpected("", "", TrailingHint(in, *expr));
  if (in.failed()) return {nullptr, in.TakeErrors()};
  ParseErrors errors = CheckTypes(*expr, text);
  if (!errors.empty()) return {nullptr, std::move(errors)};
  return {std::move(expr), {}};
}

Result<ExprPtr> ParseExpression(std::string_view text) {
  Parsed parsed = ParseWithErrors(text);
  if (parsed.expr == nullptr) return ToError(text, parsed.errors);
  return std::move(parsed.expr);
}

Result<model::Matchers> ParseSelector(std::string_view text) {
  TokenStream in(text);
  std::unique_ptr<VectorSelector> selector;
  if (BeginsSelector(in.Peek())) {
    selector = ParseVectorSelector(in);
  } else {
    in.Unexpected();
  }
  if (selector != nullptr && !in.Is(TokenKind::kEnd)) {
    in.Unexpected("", "", "a selector is wanted here: up{job=\"node\"}");
  }
  if (in.failed()) return ToError(text, in.TakeErrors());
  const ParseErrors errors = CheckTypes(*selector, text);
  if (!errors.empty()) return ToError(text, errors);
  return std::move(selector->matchers);
}

}  // namespace plumb::promql
