// SPDX-License-Identifier: Apache-2.0
// At which interval the data of an expression comes.
#pragma once

#include "base/duration.h"
#include "base/result.h"
#include "model/series_source.h"
#include "promql/ast.h"

namespace plumb::query {

// The longest among the targets whose series the selectors of the expression match in the range, so
// that what is wide enough for it is so for all: as recorded at collection, else the usual distance
// of the samples. 0 if there is nothing to tell by. Cost: the selections, and the samples of one
// batch of each where no interval was recorded.
Result<DurationMs> DataInterval(const promql::Expr& expr, const model::SeriesSource& source,
                                model::TimeRange range);

}  // namespace plumb::query
