// SPDX-License-Identifier: Apache-2.0
// The samples of a backfill that go into one hour or day of a target, with what is there already.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/backfill_judge.h"
#include "store/period_builder.h"

namespace plumb::store {

// What a target has of a period, as bytes in the store's map.
struct StoredPart {
  std::vector<RowRef> rows;
  std::vector<StoredPeriod> periods;
  [[nodiscard]] bool empty() const { return rows.empty() && periods.empty(); }
  [[nodiscard]] ChunkInput input() {
    return {.first = model::kMinTime, .rows = rows, .periods = periods};
  }
};

struct BackfillPeriod {
  Destination* to = nullptr;
  Level level = Level::kHour;
  Timestamp start = 0;
  std::vector<GivenSamples> series;      // ascending, each once
  std::vector<BackfillSample> gathered;  // what `series` looks at, where it is of several hours
  StoredPart own;                        // what goes into the new segments with the samples
  std::vector<StoredPart> others;        // where else samples of the series may be
  // Only the last of many segments is written again, and those behind it: its times stay.
  bool tail = false;
};

struct WrittenPeriod {
  BuiltPeriod built;
  bool changed = false;         // `built` is to take the place of what was there
  std::vector<Cell> elsewhere;  // new values for samples that lie elsewhere
  CommitReport report;
};

// Judges the samples and builds the segments. Reads the store's map and nothing else of it, so that
// several threads may do this at once; the samples are used up.
Result<WrittenPeriod> BuildBackfill(const std::string& path, BackfillPeriod& period,
                                    std::span<const std::string> histograms,
                                    DuplicatePolicy policy);

}  // namespace plumb::store
