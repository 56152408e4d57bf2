// SPDX-License-Identifier: Apache-2.0
// Series: label sets as numbers, and the targets under which their samples are found.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/labels.h"
#include "store/dictionary.h"
#include "store/schema.h"

namespace plumb::store {

struct SeriesRecord {
  std::vector<TargetId> targets;                      // strictly ascending
  std::vector<std::pair<SymbolId, SymbolId>> labels;  // (name, value), in order of the names' text
  // The value symbol of a name; 0 if the series does not have the label.
  [[nodiscard]] SymbolId Value(SymbolId name) const;
};

// The key of a label set, given as the bytes of model::Labels, in the table of hashes. Sets with the
// same instance and job stand together there: a page finds its series side by side, and one that is
// new changes few pages of the store.
std::string SeriesHashKey(std::string_view label_bytes);

std::string EncodeSeries(const SeriesRecord& record);
std::optional<SeriesRecord> DecodeSeries(std::string_view bytes);

// Sees of many series, one after the other, whether they are there and under one target only. Quick
// where their numbers ascend, as those of a page do: then it is a walk through neighbours.
class SoleTargetCheck {
 public:
  static Result<SoleTargetCheck> Open(const Transaction& txn, const Tables& tables,
                                      TargetId target);
  Result<bool> Holds(SeriesId id);

 private:
  SoleTargetCheck(Cursor cursor, TargetId target);
  Cursor cursor_;
  std::string start_;  // of the record of a series that is under this target only
  SeriesId at_ = 0;
};

class SeriesTable {
 public:
  SeriesTable(const Tables& tables, Dictionary& dictionary)
      : tables_(&tables), dictionary_(&dictionary) {}

  Result<SeriesRecord> Load(const Transaction& txn, SeriesId id);
  // The same; nullopt if it is not there.
  Result<std::optional<SeriesRecord>> LoadIfThere(const Transaction& txn, SeriesId id);
  Result<model::Labels> LabelsOf(const Transaction& txn, const SeriesRecord& record);

  // The series with these labels; 0 if there is none.
  Result<SeriesId> Find(const Transaction& txn, const model::Labels& labels);
  Status Save(Transaction& txn, SeriesId id, const SeriesRecord& record);
  Result<bool> HasLabels(const Transaction& txn, const SeriesRecord& record,
                         std::string_view label_bytes);

 private:
  const Tables* tables_;
  Dictionary* dictionary_;
};

}  // namespace plumb::store
