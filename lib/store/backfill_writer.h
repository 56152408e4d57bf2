// SPDX-License-Identifier: Apache-2.0
// Puts sorted samples of closed hours into segments without making rows of them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/backfill_judge.h"
#include "store/row_writer.h"
#include "store/snapshot.h"

namespace plumb::store {

// Samples of a target in an hour that is over.
struct ClosedHour {
  Destination to;
  Timestamp start = 0;
  std::vector<GivenSamples> series;                 // ascending, each once
  std::vector<std::vector<BackfillSample>> merged;  // what some of them look at

  // Brings `series` into order and makes one of those that are there twice: a series that came by
  // two handles.
  void Sort();
};

// What compaction would have made of the samples, had they been rows, is made at once: an hour with
// few times joins its day's segments, or stays in rows while its day is not over; rows that are
// there go into the segments too; and samples that are not worth writing the segments of their hour
// again become rows. REQUIRES: hours of a target stand together, ascending; what became of the
// samples before is told by `report`
Status WriteBackfill(Transaction& txn, const Tables& tables, LayoutTable& layouts, RowWriter& rows,
                     std::span<ClosedHour> hours, std::span<const std::string> histograms,
                     DuplicatePolicy policy, Timestamp now, NextIds& next, CommitReport& report);

}  // namespace plumb::store
