// SPDX-License-Identifier: Apache-2.0
// Series: label sets as numbers, and the targets under which their samples are found.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "encoding/byte_reader.h"
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

// The key of a label set, given as the bytes of model::Labels, in the table of hashes. Sets with
// the same instance and job stand together there: a page finds its series side by side, and one
// that is new changes few pages of the store.
std::string SeriesHashKey(std::string_view label_bytes);

std::string EncodeSeries(const SeriesRecord& record);
std::optional<SeriesRecord> DecodeSeries(std::string_view bytes);

// A record in the map of the store, read without copying; valid as long as its bytes. Damaged bytes
// give an empty record, or fewer labels.
class SeriesView {
 public:
  SeriesView() = default;
  static std::optional<SeriesView> Parse(std::string_view bytes);

  // The target, if it is only one; else 0.
  [[nodiscard]] TargetId sole_target() const { return sole_target_; }
  [[nodiscard]] std::vector<TargetId> Targets() const;
  // The value symbol of a name; 0 if the series does not have the label.
  [[nodiscard]] SymbolId Value(SymbolId name) const;
  // Calls `visit(name, value)` with each label, in order of the names' text.
  template <typename Visit>
  void ForEachLabel(Visit visit) const {
    encoding::ByteReader in(labels_);
    while (in.left() > 0) {
      const uint32_t name = in.Varint32();
      const uint32_t value = in.Varint32();
      if (in.ok()) visit(name, value);
    }
  }

 private:
  std::string_view targets_;  // from their number on
  std::string_view labels_;   // behind their number
  TargetId sole_target_ = 0;
};

// Reads the records of many series, quick where their numbers ascend.
class SeriesWalk {
 public:
  static Result<SeriesWalk> Open(const Transaction& txn, const Tables& tables);
  // nullopt if it is not there. Valid until the transaction writes or ends.
  Result<std::optional<SeriesView>> Find(SeriesId id);

 private:
  SeriesWalk(const Transaction& txn, Cursor cursor) : txn_(&txn), cursor_(std::move(cursor)) {}
  const Transaction* txn_;
  Cursor cursor_;
  SeriesId at_ = 0;
};

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
  Result<model::Labels> LabelsOf(const Transaction& txn, const SeriesView& record);
  // Only those with these names.
  Result<model::Labels> LabelsOf(const Transaction& txn, const SeriesView& record,
                                 std::span<const SymbolId> names);

  // The series with these labels; 0 if there is none.
  Result<SeriesId> Find(const Transaction& txn, const model::Labels& labels);
  Status Save(Transaction& txn, SeriesId id, const SeriesRecord& record);
  void Forget() { label_bytes_.clear(); }
  Result<bool> HasLabels(const Transaction& txn, const SeriesRecord& record,
                         std::string_view label_bytes);

 private:
  template <typename Wanted>
  Result<model::Labels> WantedLabels(const Transaction& txn, const SeriesView& record,
                                     Wanted wanted);
  Status AppendLabel(const Transaction& txn, SymbolId name, SymbolId value, std::string& bytes);

  // The bytes of a label as they stand in label sets, by the value's symbol; what comes later takes
  // the place of what was there.
  struct LabelBytes {
    SymbolId value = 0;
    std::string bytes;
  };
  const Tables* tables_;
  Dictionary* dictionary_;
  std::vector<LabelBytes> label_bytes_;
  size_t missed_ = 0;
  std::string wanted_bytes_;  // of the label set that is put together
};

}  // namespace plumb::store
