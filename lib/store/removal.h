// SPDX-License-Identifier: Apache-2.0
// Takes samples of some series out of rows and segments. What is left is read as before, bit for
// bit; a series that lost the samples of some scrapes ends where they begin, as if the target had
// stopped to show it.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/period_builder.h"

namespace plumb::store {

// Contains no time.
inline constexpr model::TimeRange kNothing{model::kMaxTime, model::kMinTime};

// What is to go.
struct Removal {
  // From when to when samples of a series go; kNothing where it keeps them.
  std::function<model::TimeRange(SeriesId)> range_of;
  // Scrapes that are left without a sample go too, in this range. They say when other series of the
  // target ended, so they stay unless all of its series go.
  model::TimeRange scrapes = kNothing;
};

// What went.
struct RemovedSamples {
  uint64_t samples = 0;
  uint64_t scrapes = 0;
  Timestamp oldest = model::kMaxTime;  // of the samples
  Timestamp newest = model::kMinTime;

  void AddSample(Timestamp time) {
    ++samples;
    oldest = std::min(oldest, time);
    newest = std::max(newest, time);
  }
  void Add(const RemovedSamples& other);
  [[nodiscard]] bool any() const { return samples + scrapes > 0; }
};

struct TrimmedPeriod {
  BuiltPeriod left;  // no segments: nothing is left
  RemovedSamples removed;
  std::vector<SeriesId> series;  // that lost samples, ascending
};
// The period without what is to go. Where nothing goes, `left` is not made. `path` is for messages.
Result<TrimmedPeriod> TrimPeriod(const std::string& path, StoredPeriod& period,
                                 const Removal& removal);

// A row without what is to go.
struct TrimmedRow {
  RowKey key;
  RowHeader header;            // its layout is to be found
  Layout layout;               // of what is left
  std::vector<RowCell> cells;  // one a column; histograms lie in the old row
  bool gone = false;           // nothing is left: the row is to be deleted
  RemovedSamples removed;
  std::vector<SeriesId> series;  // that lost a sample, ascending
};
// nullopt if nothing goes, and no column of a series that has nothing at this time. An error if the
// row is damaged.
Result<std::optional<TrimmedRow>> TrimRow(const std::string& path, const RowRef& ref,
                                          const Removal& removal);

}  // namespace plumb::store
