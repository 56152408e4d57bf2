// SPDX-License-Identifier: Apache-2.0
// Why an answer is empty: a filter that left nothing (good news), or a selector without any sample.
#pragma once

#include <optional>
#include <string>

#include "base/duration.h"
#include "base/result.h"
#include "model/series_source.h"
#include "promql/ast.h"

namespace plumb::query {

// Looks for the first selector of the expression that has no sample in the window it is asked for,
// and says so with the likely cause: no such metric (and the nearest name), other label values, or
// samples only at other times. nullopt if every selector has samples. `lookback` is the longest
// that may be used. Cost: one index look-up a selector, and a list of the metric names for a name
// that is unknown.
Result<std::optional<std::string>> ExplainMissing(const promql::Expr& expr,
                                                  const model::SeriesSource& source,
                                                  model::TimeRange range, DurationMs lookback);

}  // namespace plumb::query
