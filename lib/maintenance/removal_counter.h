// SPDX-License-Identifier: Apache-2.0
// Counts what a removal would take, and changes nothing.
#pragma once

#include "store/sample_remover.h"

namespace plumb::maintenance {

class RemovalCounter {
 public:
  // REQUIRES: the state outlives this
  explicit RemovalCounter(const store::StoreState& state) : state_(state) {}

  // Of the rows with keys in the range.
  Status CountRows(store::TargetId target, model::TimeRange keys, const store::Removal& removal);
  Status CountPeriod(const store::SegmentKey& period, const store::Removal& removal);
  [[nodiscard]] const store::RemovalCounts& counts() const { return counts_; }
  // The series that would lose samples, ascending.
  [[nodiscard]] std::vector<store::SeriesId> TakeSeries();

 private:
  store::StoreState state_;
  store::RemovalCounts counts_;
  std::vector<store::SeriesId> series_;
};

}  // namespace plumb::maintenance
