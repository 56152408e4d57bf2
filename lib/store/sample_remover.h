// SPDX-License-Identifier: Apache-2.0
// Takes samples out of the store inside a write transaction, and notes which series may be without
// any now (suspect_table.h).
#pragma once

#include <map>
#include <optional>

#include "store/layout.h"
#include "store/removal.h"

namespace plumb::store {

struct RemovalCounts {
  RemovedSamples removed;
  uint64_t rows = 0;     // that were deleted or written again
  uint64_t periods = 0;  // that were deleted or written again
  uint64_t freed = 0;    // bytes of rows and segments that were there
  uint64_t written = 0;  // bytes of those that are in their place

  void Add(const RemovalCounts& other);
};

class SampleRemover {
 public:
  SampleRemover(Transaction& txn, const Tables& tables)
      : txn_(&txn), tables_(&tables), layouts_(tables) {}

  // The rows of a target with keys in the range, as many as a step may be long. Where to go on;
  // nullopt if that is all of them.
  Result<std::optional<Timestamp>> TrimRows(TargetId target, model::TimeRange keys,
                                            const Removal& removal);
  Status TrimPeriod(const SegmentKey& period, const Removal& removal);
  // All of it.
  Status DropPeriod(const SegmentKey& period);
  // Has the rollups of a day built again, if there are any.
  Status MarkDay(TargetId target, Timestamp day);
  // Writes down the suspects. To be called before the transaction is committed.
  Status Finish();

  [[nodiscard]] const RemovalCounts& counts() const { return counts_; }
  // The series that lost samples, in no order, perhaps several times. After Finish.
  [[nodiscard]] const std::vector<SeriesId>& series() const { return series_; }
  // Whether the transaction is long enough: others want to write.
  [[nodiscard]] bool Full() const;

 private:
  struct StoredRow {
    std::string key;
    std::string bytes;
  };
  Result<std::vector<StoredRow>> ReadRows(TargetId target, model::TimeRange keys,
                                          std::optional<Timestamp>& next) const;
  Status TrimOne(const StoredRow& row, const Removal& removal);
  Result<LayoutId> FindLayout(const Layout& layout);

  Transaction* txn_;
  const Tables* tables_;
  LayoutTable layouts_;
  std::optional<NextIds> next_;  // as far as layouts were added
  std::map<TargetId, std::vector<SeriesId>> suspects_;
  std::vector<SeriesId> series_;
  RemovalCounts counts_;
  uint64_t keys_ = 0;  // that were deleted or written
};

}  // namespace plumb::store
