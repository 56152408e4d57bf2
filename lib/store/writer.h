// SPDX-License-Identifier: Apache-2.0
// Writes batches of samples into a store. A batch that Commit accepted is on the disk: full sync,
// and a process that is killed at any moment loses at most what was not acknowledged.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/labels.h"
#include "store/batch.h"
#include "store/dictionary.h"
#include "store/environment.h"
#include "store/layout.h"
#include "store/postings.h"
#include "store/row_writer.h"
#include "store/series_table.h"

namespace plumb::store {

// For one thread. Everything is parsed before Commit is called, so that nothing slow happens while
// other writers wait.
class StoreWriter {
 public:
  // REQUIRES: environment opened with OpenMode::kWrite
  explicit StoreWriter(std::shared_ptr<Environment> environment,
                       DuplicatePolicy policy = DuplicatePolicy::kKeepFirst);

  // The handle of a label set; quick when sets come in the order of the time before.
  // REQUIRES: labels not empty
  SeriesHandle Intern(const model::Labels& labels);
  [[nodiscard]] const model::Labels& labels(SeriesHandle series) const {
    return entries_[series].labels;
  }
  // How many series were interned: handles are below it.
  [[nodiscard]] size_t interned() const { return entries_.size(); }

  // Writes all of the batch in one transaction, or nothing.
  Result<CommitReport> Commit(const Batch& batch);

 private:
  struct Entry {
    model::Labels labels;
    SeriesId id = 0;                // 0: not looked up yet
    std::vector<TargetId> targets;  // under which it was seen
  };
  struct TargetEntry {
    TargetId id = 0;
    TargetRecord record;
  };

  Result<CommitReport> CommitInside(Transaction& txn, const Batch& batch);
  Status WriteBlock(Transaction& txn, const Batch& batch, const Block& block, CommitReport& report);
  Result<TargetEntry*> FindTarget(Transaction& txn, const TargetName& name);
  Status Resolve(Transaction& txn, Entry& entry, Destination& to, CommitReport& report);
  Status MergeFamilies(Transaction& txn, const std::vector<model::Metadata>& families);
  void Forget();

  std::shared_ptr<Environment> environment_;
  Dictionary dictionary_;
  SeriesTable series_table_;
  PostingsAppender postings_;
  LayoutTable layouts_;
  RowWriter rows_;

  std::deque<Entry> entries_;                                   // by handle; none ever moves
  std::unordered_map<std::string_view, SeriesHandle> handles_;  // by the labels' bytes
  SeriesHandle last_ = 0;                                       // that Intern gave
  std::unordered_map<std::string, model::Metadata> families_;   // as this process wrote them
  std::map<TargetName, TargetEntry> targets_;
  NextIds next_;
  std::vector<Cell> at_time_;  // of the block that is being written
  std::vector<Cell> elsewhen_;
  uint64_t expected_id_ = 0;  // of the next transaction, if no other process writes meanwhile
};

}  // namespace plumb::store
