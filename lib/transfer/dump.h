// SPDX-License-Identifier: Apache-2.0
// What is in a store as frames, in an order that depends on nothing but what is in it: records and
// families, then targets by name, of each its days, of each day first the series that came before
// and then the new ones by labels; behind its days its rollups, tier by tier, and last the days
// whose rollups are still to be built.
#pragma once

#include <memory>

#include "base/result.h"
#include "model/matcher.h"
#include "model/sample.h"
#include "store/snapshot.h"
#include "transfer/frames.h"

namespace plumb::transfer {

struct DumpSelection {
  // None: everything, also what belongs to no series (rules of retention, targets that only
  // failed).
  model::Matchers matchers;
  model::TimeRange range = {model::kMinTime, model::kMaxTime};
};

// Writes all frames, the end frame too. One state of the store: what the snapshot sees. Holds in
// memory a few millions of samples, and the numbers of a target's series.
Result<DumpCounts> Dump(std::shared_ptr<store::Snapshot> snapshot, const DumpSelection& selection,
                        FrameSink& sink);

}  // namespace plumb::transfer
