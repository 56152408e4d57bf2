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

// Why no sample of what the matchers say is where it was looked for, a clause: no such metric (and
// the nearest name), no such label value (and the nearest), samples at other times only.
Result<std::string> LikelyCause(const model::SeriesSource& source, const model::Matchers& matchers,
                                std::optional<DurationMs> tier);

}  // namespace plumb::query
