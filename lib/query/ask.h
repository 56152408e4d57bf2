// SPDX-License-Identifier: Apache-2.0
// A PromQL expression asked of a source, evaluated here or by the source itself, and why there is
// no answer if there is none.
#pragma once

#include <string>

#include "base/result.h"
#include "model/query_result.h"
#include "promql/ast.h"
#include "promql/engine.h"
#include "query/variables.h"
#include "sources/source.h"

namespace plumb::query {

struct Answer {
  model::QueryResult result;
  // The cause of an empty result that is no good news: a selector without samples. "" otherwise.
  std::string missing;
};

// What was parsed of `params.text`. A source that evaluates expressions itself may know more than
// our parser does (MetricsQL): `expr` may be null for it, and is then only missing for the cause of
// an empty answer. Errors as promql::Evaluate and model::ExpressionSource; what both such a source
// and our parser refuse is said by our parser, and a place that the source names is shown.
// REQUIRES: expr, or source.expressions
Result<Answer> Ask(const promql::Expr* expr, const sources::OpenSource& source,
                   const promql::QueryParams& params, const promql::EngineOptions& options);

// The same of an expression with variables: asked is what they stand for, shown is what was
// written. `params.text` is not heeded.
Result<Answer> AskExpanded(const promql::Expr* expr, const Expansion& expansion,
                           const sources::OpenSource& source, promql::QueryParams params,
                           const promql::EngineOptions& options);

// The options as the source evaluates with them.
promql::EngineOptions AsEvaluated(const sources::OpenSource& source,
                                  const promql::EngineOptions& options);

}  // namespace plumb::query
