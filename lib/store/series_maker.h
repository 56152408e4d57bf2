// SPDX-License-Identifier: Apache-2.0
// Gives label sets their series: finds those that are there and makes the others. Many at once, so
// that each table of the index is gone through in the order of its keys: a page of the store is
// then touched once a transaction.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/postings.h"
#include "store/series_table.h"

namespace plumb::store {

class SeriesMaker {
 public:
  struct Wanted {
    std::string_view labels;  // the bytes of model::Labels, not empty
    TargetId target = 0;      // that a new one is made under
    SeriesId id = 0;          // the answer
    bool added = false;
  };

  SeriesMaker(const Tables& tables, Dictionary& dictionary, SeriesTable& series)
      : tables_(&tables), dictionary_(&dictionary), series_(&series) {}

  // New ones get their numbers in the order they come in; what they add to the lists of series
  // waits in `postings`. REQUIRES: a write transaction
  Status FindOrAdd(Transaction& txn, std::span<Wanted> wanted, NextIds& next,
                   PostingsAppender& postings);

 private:
  struct Keyed {
    uint64_t key = 0;  // of the table of hashes
    uint32_t index = 0;
    bool shared = false;         // others have this key
    uint32_t same_as = kNobody;  // the first of the wanted that has the same labels
  };
  static constexpr uint32_t kNobody = UINT32_MAX;

  Status FindThere(const Transaction& txn, std::span<Wanted> wanted);
  Result<SeriesId> FindAmong(const Transaction& txn, std::string_view bucket,
                             std::string_view labels);
  static void JoinRepeats(std::span<Keyed> missing, std::span<const Wanted> wanted);
  Status AddRecords(Transaction& txn, std::span<Wanted> wanted, std::span<const uint32_t> indexes,
                    NextIds& next, PostingsAppender& postings);
  Status ResolveLabels(Transaction& txn, std::span<const Wanted> wanted,
                       std::span<const uint32_t> indexes, NextIds& next);
  uint64_t Reference(SymbolId name, std::string_view value);
  Status AddHashes(Transaction& txn, std::span<const Wanted> wanted);

  const Tables* tables_;
  Dictionary* dictionary_;
  SeriesTable* series_;
  // Of the call that is made.
  std::vector<Keyed> missing_;  // ascending by key
  std::vector<Dictionary::Wanted> unknown_;
  struct Label {
    SymbolId name = 0;
    uint64_t value = 0;  // a symbol, or from kUnknown on the place in unknown_
  };
  std::vector<Label> labels_;  // of all series of a portion
};

}  // namespace plumb::store
