// SPDX-License-Identifier: Apache-2.0
// Finds the rows of a target that matter for a range of time.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "model/sample.h"
#include "store/row.h"
#include "store/snapshot.h"

namespace plumb::store {

// A row in the map of the store; valid as long as the snapshot.
struct RowRef {
  RowKey key;
  RowView row;
  std::shared_ptr<const Layout> layout;
};

// The rows of a target that matter for a range.
struct LoadedRows {
  // The scrape before the range to begin with; the range's beginning if there is none.
  Timestamp first = 0;
  std::vector<RowRef> rows;
};

// How many scrapes before a range are looked at to tell what a failed one ends.
inline constexpr int kBlocksBefore = 64;

// REQUIRES of all: a snapshot's mutex is held

// What is looked at before a range, of a target's scrapes: those back to the last that was complete
// or failed, which say what the first in the range end; or none, where only what was scraped in the
// range matters.
enum class EarlierScrapes { kBackToSettled, kNone };

// Those in the range, spread rows that reach into it, and earlier scrapes.
Result<LoadedRows> LoadRows(const StoreState& state, TargetId target, bool spread,
                            model::TimeRange range, EarlierScrapes earlier);
// The time in the key of the target's first row from a time on; nullopt if there is none.
Result<std::optional<Timestamp>> FindRowFrom(const StoreState& state, TargetId target,
                                             Timestamp from);
// The rows with keys in the range.
Result<std::vector<RowRef>> LoadRowsOf(const StoreState& state, TargetId target,
                                       model::TimeRange range);

// Whether there are such.
Result<bool> HasRows(const StoreState& state, TargetId target, model::TimeRange range);

}  // namespace plumb::store
