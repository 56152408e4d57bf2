// SPDX-License-Identifier: Apache-2.0
// From matchers to series, by the index: the shortest list of series first, regular expressions
// over the distinct values of a label and never over series.
#pragma once

#include <vector>

#include "model/matcher.h"
#include "store/snapshot.h"

namespace plumb::store {

struct FoundSeries {
  SeriesId id = 0;
  SeriesRecord record;
};

// The series that all matchers accept, ascending by id. REQUIRES: snapshot.mutex is held
Result<std::vector<FoundSeries>> SearchSeries(Snapshot& snapshot, const model::Matchers& matchers);

}  // namespace plumb::store
