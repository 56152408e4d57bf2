// SPDX-License-Identifier: Apache-2.0
// The samples that are already stored at certain times, so that new ones can be judged against
// them.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "store/layout.h"
#include "store/schema.h"

namespace plumb::store {

class StoredSamples {
 public:
  struct Place {
    RowKey row;
    uint16_t column = 0;
    ColumnKind kind = ColumnKind::kFloat;
    uint64_t bits = 0;
    std::string histogram;
  };

  StoredSamples(const Tables& tables, LayoutTable& layouts)
      : tables_(&tables), layouts_(&layouts) {}

  // Adds the rows of a target with this time in their key; returns how many parts there are.
  Result<uint16_t> Load(const Transaction& txn, TargetId target, Timestamp key_time);
  // The first sample of a series at a time that was loaded; nullptr if there is none.
  [[nodiscard]] const Place* Find(SeriesId series, Timestamp time) const;
  [[nodiscard]] bool empty() const { return places_.empty(); }
  void Clear() { places_.clear(); }

 private:
  struct Key {
    SeriesId series;
    Timestamp time;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    size_t operator()(const Key& key) const {
      return static_cast<size_t>((static_cast<uint64_t>(key.time) * 0x9e3779b97f4a7c15) ^
                                 key.series);
    }
  };
  Status AddRow(const Transaction& txn, const RowKey& key, std::string_view bytes);

  const Tables* tables_;
  LayoutTable* layouts_;
  std::unordered_map<Key, Place, KeyHash> places_;
};

}  // namespace plumb::store
