// SPDX-License-Identifier: Apache-2.0
// Writes batches of samples into a store. A batch that Commit accepted is on the disk: full sync,
// and a process that is killed at any moment loses at most what was not acknowledged.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/labels.h"
#include "store/backfill.h"
#include "store/backfill_writer.h"
#include "store/batch.h"
#include "store/compactor.h"
#include "store/dictionary.h"
#include "store/environment.h"
#include "store/layout.h"
#include "store/postings.h"
#include "store/row_writer.h"
#include "store/series_table.h"

namespace plumb::store {

// The labels of series that were taken from a page hint, for the rare case that somebody asks.
class LabelSource {
 public:
  virtual ~LabelSource() = default;
  // REQUIRES: `line` was given to StoreWriter::Assume with this source
  virtual model::Labels LabelsOf(uint32_t line) = 0;
};

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
  // A handle of the series that a page hint of this store names by its number. That it is there is
  // checked by Commit; if it is not, the labels say what it is to be.
  SeriesHandle Assume(SeriesId id, const std::shared_ptr<LabelSource>& source, uint32_t line);
  [[nodiscard]] bool IsAssumed(SeriesHandle series) const {
    return entries_[series].source != nullptr;
  }
  [[nodiscard]] const model::Labels& labels(SeriesHandle series) {
    return LabelsOf(entries_[series]);
  }
  // Of the store's folder.
  [[nodiscard]] const std::string& path() const { return environment_->path(); }
  // How many series were interned: handles are below it.
  [[nodiscard]] size_t interned() const { return entries_.size(); }

  // Writes all of the batch in one transaction, or nothing.
  Result<CommitReport> Commit(const Batch& batch);
  // The same for sorted samples of hours that are over (by more than kGrace at `now`), which become
  // segments without being rows first. They are used up.
  Result<CommitReport> CommitBackfill(BackfillBatch& batch, Timestamp now);
  // Compacts what is due (compactor.h) of the targets that batches so far had something of.
  Result<CompactionReport> Compact(Clock& clock, const CompactionBudget& budget = {});

  // The bytes of the hint that is kept for a target (hint_table.h); "" if there is none.
  Result<std::string> ReadHint(const TargetName& target, HintForm form);

 private:
  struct Entry {
    model::Labels labels;                 // empty: not asked for yet
    std::shared_ptr<LabelSource> source;  // of an assumed one
    uint32_t source_line = 0;
    SeriesId id = 0;                // 0: not looked up yet
    uint32_t checked = 0;           // the number in checks_ when the fields below were found
    TargetId sole_target = 0;       // if it is under one only
    std::vector<TargetId> targets;  // if it is under several
  };
  struct TargetEntry {
    TargetId id = 0;
    TargetRecord record;
  };

  using Work = std::function<Status(Transaction& txn, CommitReport& report)>;
  Result<CommitReport> CommitWork(const Work& work);
  Status CommitBatch(Transaction& txn, const Batch& batch, CommitReport& report);
  Result<ClosedHour> ResolveHour(Transaction& txn, BackfillBatch& batch,
                                 const BackfillBatch::Hour& hour, CommitReport& report);
  Status WriteBlock(Transaction& txn, const Batch& batch, const Block& block, CommitReport& report);
  Result<TargetEntry*> FindTarget(Transaction& txn, const TargetName& name);
  static const model::Labels& LabelsOf(Entry& entry);
  template <typename List>
  Status CheckSoleTargets(Transaction& txn, const List& list, TargetId target);
  Status Resolve(Transaction& txn, Entry& entry, Destination& to, CommitReport& report);
  Result<SeriesRecord> LoadOrAdd(Transaction& txn, Entry& entry, CommitReport& report);
  Status MergeFamilies(Transaction& txn, const std::vector<model::Metadata>& families);
  Result<SeriesId> CurrentId(const Transaction& txn, const Entry& entry);
  Status KeepHint(Transaction& txn, const PendingHint& hint, CommitReport& report);
  void Forget();
  void ForgetIds();

  std::shared_ptr<Environment> environment_;
  Dictionary dictionary_;
  SeriesTable series_table_;
  PostingsAppender postings_;
  LayoutTable layouts_;
  RowWriter rows_;
  DuplicatePolicy policy_;

  std::deque<Entry> entries_;                                   // by handle; none ever moves
  std::unordered_map<std::string_view, SeriesHandle> handles_;  // by the labels' bytes
  SeriesHandle last_ = 0;                                       // that Intern gave
  uint32_t checks_ = 1;  // counts up when targets of series may be others than we know
  std::unordered_map<std::string, model::Metadata> families_;  // as this process wrote them
  std::map<TargetName, TargetEntry> targets_;
  std::set<TargetId> written_;
  NextIds next_;
  std::vector<Cell> at_time_;  // of the block that is being written
  std::vector<Cell> elsewhen_;
  uint64_t expected_id_ = 0;  // of the next transaction, if no other process writes meanwhile
};

}  // namespace plumb::store
