// SPDX-License-Identifier: Apache-2.0
// Why an answer is empty: a filter that left nothing (good news), or a selector without any sample.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "model/series_source.h"
#include "promql/ast.h"
#include "promql/engine.h"

namespace plumb::query {

// Looks for the first selector of the expression that has no sample in the window it is asked for,
// and says so with the likely cause: no such metric (and the nearest name), other label values, or
// samples only at other times. nullopt if every selector has samples. `options` are
// those of the evaluation (its lookback). Cost: the samples of the selectors' windows are read up
// to the first series that has one, and the metric names are listed for a name that is unknown.
Result<std::optional<std::string>> ExplainMissing(const promql::Expr& expr,
                                                  const model::SeriesSource& source,
                                                  model::TimeRange range,
                                                  const promql::EngineOptions& options);

}  // namespace plumb::query
