// SPDX-License-Identifier: Apache-2.0
// From matchers to series, by the index: the shortest list of series first, regular expressions
// over the distinct values of a label and never over series.
#pragma once

#include <functional>
#include <vector>

#include "model/matcher.h"
#include "store/snapshot.h"

namespace plumb::store {

// REQUIRES of all: snapshot.mutex is held

// Calls `visit` with each series that all matchers and `wanted` (which may be empty) accept,
// ascending by id. `wanted` is asked before the matchers that read records where it was asked of a
// series of the same target before; else behind them. Views live as long as the snapshot.
struct SeriesVisitor {
  std::function<Result<bool>(const SeriesView& record)> wanted;
  std::function<Status(SeriesId id, const SeriesView& record)> visit;
};
Status VisitSeries(Snapshot& snapshot, const model::Matchers& matchers,
                   const SeriesVisitor& visitor);

struct FoundSeries {
  SeriesId id = 0;
  SeriesRecord record;
};

// The series that all matchers accept, ascending by id.
Result<std::vector<FoundSeries>> SearchSeries(Snapshot& snapshot, const model::Matchers& matchers);

}  // namespace plumb::store
