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
#include "store/label_sets.h"
#include "store/layout.h"
#include "store/postings.h"
#include "store/row_writer.h"
#include "store/series_maker.h"
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
  [[nodiscard]] bool IsAssumed(SeriesHandle series) const { return entries_[series].assumed; }
  [[nodiscard]] model::Labels labels(SeriesHandle series) {
    return model::Labels::FromBytes(std::string(LabelsOf(series)));
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
  // There may be millions.
  struct Entry {
    const char* labels = nullptr;  // the bytes of them; null: of an assumed one, not asked for yet
    uint32_t labels_size = 0;
    uint32_t source_line = 0;  // of an assumed one
    SeriesId id = 0;           // 0: not looked up yet
    uint32_t checked = 0;      // the number in checks_ when the targets were found
    TargetId sole_target = 0;  // if it is under one only; else they are in several_targets_
    bool assumed = false;
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
  static std::string_view KnownLabels(const Entry& entry) {
    return {entry.labels, entry.labels_size};
  }
  std::string_view LabelsOf(SeriesHandle series);
  static void SetLabels(Entry& entry, std::string_view kept);
  template <typename List>
  Status Want(Transaction& txn, const TargetName& target, const List& list);
  Status MakeWanted(Transaction& txn, CommitReport& report);
  template <typename List>
  Status CheckSoleTargets(Transaction& txn, const List& list, TargetId target);
  Status Resolve(Transaction& txn, SeriesHandle series, Destination& to, CommitReport& report);
  Result<SeriesRecord> LoadOrAdd(Transaction& txn, SeriesHandle series, TargetId target,
                                 CommitReport& report);
  Status MergeFamilies(Transaction& txn, const std::vector<model::Metadata>& families);
  Result<SeriesId> CurrentId(const Transaction& txn, const Entry& entry);
  Status KeepHint(Transaction& txn, const PendingHint& hint, CommitReport& report);
  void Forget();
  void ForgetIds();

  std::shared_ptr<Environment> environment_;
  Dictionary dictionary_;
  SeriesTable series_table_;
  SeriesMaker series_maker_;
  PostingsAppender postings_;
  LayoutTable layouts_;
  RowWriter rows_;
  DuplicatePolicy policy_;

  std::deque<Entry> entries_;  // by handle; none ever moves
  LabelSets label_sets_;       // their labels, to be found
  SeriesHandle last_ = 0;      // that Intern gave
  // Where assumed labels come from, from a handle on to the next one's.
  std::vector<std::pair<SeriesHandle, std::shared_ptr<LabelSource>>> sources_;
  std::unordered_map<SeriesHandle, std::vector<TargetId>> several_targets_;
  uint32_t checks_ = 1;  // counts up when targets of series may be others than we know
  std::vector<SeriesMaker::Wanted> wanted_;  // of the batch that is being written
  std::vector<SeriesHandle> wanted_handles_;
  std::unordered_map<std::string, model::Metadata> families_;  // as this process wrote them
  std::map<TargetName, TargetEntry> targets_;
  std::set<TargetId> written_;
  NextIds next_;
  std::vector<Cell> at_time_;  // of the block that is being written
  std::vector<Cell> elsewhen_;
  uint64_t expected_id_ = 0;  // of the next transaction, if no other process writes meanwhile
};

}  // namespace plumb::store
