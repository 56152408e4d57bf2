// SPDX-License-Identifier: Apache-2.0
// Why elements of an expression are missing at one instant, and what made those of rates.
#pragma once

#include <vector>

#include "base/result.h"
#include "model/series_source.h"
#include "promql/engine.h"
#include "query/explanation.h"

namespace plumb::query {

// Goes through the expression as it is evaluated at `at`, one of the instants of `params`; times
// are told in `zone`. Of each node and kind a few series are listed, then how many more there are.
// Cost: each operand of a comparison or match is evaluated at that instant, and each selector's
// samples are read from some time before it.
Result<std::vector<Finding>> FindReasons(const promql::Expr& expr,
                                         const model::SeriesSource& source,
                                         const promql::QueryParams& params,
                                         const promql::EngineOptions& options, Timestamp at,
                                         const TimeZone& zone);

}  // namespace plumb::query
