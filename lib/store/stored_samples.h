// SPDX-License-Identifier: Apache-2.0
// The samples that are already stored at certain times, in rows or segments, so that new ones can
// be judged against them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/layout.h"
#include "store/period_samples.h"
#include "store/schema.h"

namespace plumb::store {

class StoredSamples {
 public:
  struct Place {
    std::optional<SegmentKey> period;  // it lies in a segment of this hour or day, or
    RowKey row;                        // in this row
    uint16_t column = 0;
    ColumnKind kind = ColumnKind::kFloat;
    uint64_t bits = 0;
    std::string histogram;
  };

  StoredSamples(const Tables& tables, LayoutTable& layouts)
      : tables_(&tables), layouts_(&layouts) {}

  // Adds what a target has at this time: rows with it in their key, and segments. Returns how many
  // parts the rows have.
  Result<uint16_t> Load(const Transaction& txn, TargetId target, Timestamp key_time);
  // Only the rows; returns how many parts there are.
  Result<uint16_t> LoadRows(const Transaction& txn, TargetId target, Timestamp key_time);
  // The first sample of a series at a time that was loaded; nullptr if there is none. Valid until
  // Clear.
  Result<const Place*> Find(SeriesId series, Timestamp time);
  // What segments that were loaded say of a scrape of the target: flags of a row, 0 for none.
  [[nodiscard]] uint8_t BlockFlags(TargetId target, Timestamp time) const;
  [[nodiscard]] bool empty() const { return places_.empty() && active_.empty(); }

  // Before other times are loaded. Segments are remembered.
  void Clear();
  // Segments may be others now: another process has written, or this one.
  void Forget();

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
  struct KnownPeriod {
    SegmentKey key;
    std::unique_ptr<PeriodSamples> samples;  // null: there are none
  };
  Status AddRow(const Transaction& txn, const RowKey& key, std::string_view bytes);
  Status AddPeriod(const Transaction& txn, const SegmentKey& key);

  const Tables* tables_;
  LayoutTable* layouts_;
  std::unordered_map<Key, Place, KeyHash> places_;
  std::map<std::string, KnownPeriod> periods_;  // by the key's bytes
  std::vector<KnownPeriod*> active_;            // those that were loaded since Clear
};

}  // namespace plumb::store
