// SPDX-License-Identifier: Apache-2.0
// Takes series out of the index: the record, the hash, the lists of each label value, texts that no
// series uses any more, families without series. Their numbers are never used again, so whoever
// remembers one finds nothing, and looks the labels up.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "store/dictionary.h"
#include "store/series_table.h"

namespace plumb::store {

class SeriesRemover {
 public:
  SeriesRemover(Transaction& txn, const Tables& tables)
      : txn_(&txn), tables_(&tables), dictionary_(tables), series_table_(tables, dictionary_) {}

  // The series is not under this target any more. It goes when it is under none; whether it does.
  // REQUIRES: it has no samples under the target; where it goes, no layout names it
  Result<bool> Leave(SeriesId series, TargetId target);
  // Updates what many series have in common. To be called before the transaction is committed.
  Status Finish();

  [[nodiscard]] uint64_t removed() const { return removed_; }

 private:
  Status RemoveValue(SymbolId name, SymbolId value);
  Status RemoveFamilies();
  Result<bool> HasMetricOf(std::string_view family);

  Transaction* txn_;
  const Tables* tables_;
  Dictionary dictionary_;
  SeriesTable series_table_;
  std::map<std::pair<SymbolId, SymbolId>, std::vector<SeriesId>> values_;  // by name and value
  std::set<std::string> metrics_;  // names that no series has any more
  uint64_t removed_ = 0;
};

}  // namespace plumb::store
