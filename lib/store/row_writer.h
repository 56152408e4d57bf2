// SPDX-License-Identifier: Apache-2.0
// Puts samples of a target into rows: judges duplicates, chooses layouts, splits into parts.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/batch.h"
#include "store/layout.h"
#include "store/segment_changes.h"
#include "store/stored_samples.h"

namespace plumb::store {

// What to do with a sample whose series has another value at that time.
enum class DuplicatePolicy { kKeepFirst, kReplace };

// A sample whose series has its number.
struct Cell {
  SeriesId series = 0;
  uint32_t line = 0;
  Timestamp time = 0;
  uint64_t bits = 0;
  const std::string* histogram = nullptr;
  [[nodiscard]] ColumnKind kind() const {
    return histogram != nullptr ? ColumnKind::kHistogram : ColumnKind::kFloat;
  }
};

// Where the cells go, and where their series may have samples already.
struct Destination {
  TargetId target = 0;
  TargetRecord* record = nullptr;   // of the target; `spread` may be set
  std::vector<TargetId> elsewhere;  // other targets under which a series of the cells was seen
};

class RowWriter {
 public:
  RowWriter(const Tables& tables, LayoutTable& layouts, DuplicatePolicy policy)
      : tables_(&tables), layouts_(&layouts), policy_(policy), stored_(tables, layouts) {}

  // One scrape: `cells` are all at block.time.
  Status WriteScrape(Transaction& txn, const Destination& to, const Block& block,
                     std::vector<Cell>& cells, NextIds& next, CommitReport& report);
  // Samples at any times.
  Status WriteLoose(Transaction& txn, const Destination& to, std::vector<Cell>& cells,
                    NextIds& next, CommitReport& report);
  // Writes what is still in memory: new values for samples that lie in segments. To be called
  // before the transaction is committed.
  Status Finish(Transaction& txn);
  // Forgets what other processes may have changed, and what was not finished.
  void Forget();

 private:
  struct Replacement {
    StoredSamples::Place place;
    Cell cell;
  };

  Status WriteMinute(Transaction& txn, const Destination& to, std::span<Cell> cells, NextIds& next,
                     CommitReport& report);
  Status WriteSpread(Transaction& txn, const Destination& to, Timestamp minute,
                     std::vector<Cell>& cells, NextIds& next, CommitReport& report);
  Result<uint16_t> LoadStored(const Transaction& txn, const Destination& to, Timestamp time);
  Status LoadMinute(const Transaction& txn, const Destination& to, Timestamp minute);
  Status Judge(Transaction& txn, std::vector<Cell>& cells, NextIds& next, CommitReport& report);
  Status Replace(Transaction& txn, std::vector<Replacement>& replacements, NextIds& next);
  Status ReplaceInRow(Transaction& txn, const RowKey& key,
                      std::span<const Replacement> replacements, NextIds& next);
  Status MarkBlock(Transaction& txn, TargetId target, Timestamp time, uint8_t flags, bool& marked);
  Status PutParts(Transaction& txn, RowKey key, uint8_t flags, std::span<const Cell> cells,
                  NextIds& next);
  Status PutPart(Transaction& txn, const RowKey& key, RowHeader header, std::span<const Cell> cells,
                 NextIds& next);
  Result<LayoutId> ChooseLayout(Transaction& txn, const RowKey& key, std::span<const Cell> cells,
                                NextIds& next);
  Result<std::vector<LayoutId>*> RecentLayouts(const Transaction& txn, const RowKey& key);

  const Tables* tables_;
  LayoutTable* layouts_;
  DuplicatePolicy policy_;
  StoredSamples stored_;
  std::unordered_map<TargetId, std::vector<LayoutId>> recent_;  // of the last row, one a part
  std::vector<RowCell> row_cells_;
  SegmentChanges changes_;
};

}  // namespace plumb::store
