// SPDX-License-Identifier: Apache-2.0
// Deletes samples of the series that a selector takes, at once and for good: rows and segments are
// written again without them. There are no tombstones: nothing that reads knows of it.
//
// A series that lost samples ends where they begin (its target's scrapes show it no more) and
// begins anew behind them. Rollups of windows that lose a sample go, and are built again, by the
// next upkeep, out of the samples that are left of them. Where all series of a target go, so do its
// scrapes.
#pragma once

#include <vector>

#include "base/clock.h"
#include "model/matcher.h"
#include "store/environment.h"
#include "store/sample_remover.h"

namespace plumb::maintenance {

struct DeleteRequest {
  model::Matchers matchers;  // none: every series
  model::TimeRange range{model::kMinTime, model::kMaxTime};
};

struct DeleteReport {
  uint64_t found = 0;   // series that the selector takes
  uint64_t series = 0;  // those of them that have samples in the range
  store::RemovalCounts counts;
};

// What DeleteSamples would do; changes nothing. REQUIRES: no transaction in this thread
Result<DeleteReport> CountDeletion(store::Environment& environment, const DeleteRequest& request);

// Deletes, in many short transactions. Who is killed in the middle has deleted some; the same again
// deletes the rest. Waits for others that write as long as any writer would. Samples that are
// written meanwhile stay. REQUIRES: opened for writing; no transaction in this thread
Result<DeleteReport> DeleteSamples(store::Environment& environment, Clock& clock,
                                   const DeleteRequest& request);

}  // namespace plumb::maintenance
