// SPDX-License-Identifier: Apache-2.0
// A PromQL expression asked of a source, and why there is no answer if there is none.
#pragma once

#include <string>

#include "base/result.h"
#include "model/query_result.h"
#include "model/series_source.h"
#include "promql/ast.h"
#include "promql/engine.h"

namespace plumb::query {

struct Answer {
  model::QueryResult result;
  // The cause of an empty result that is no good news: a selector without samples. "" otherwise.
  std::string missing;
};

// Evaluates here. Errors as promql::Evaluate.
Result<Answer> Ask(const promql::Expr& expr, const model::SeriesSource& source,
                   const promql::QueryParams& params, const promql::EngineOptions& options);

}  // namespace plumb::query
