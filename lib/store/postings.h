// SPDX-License-Identifier: Apache-2.0
// For each label value, the series that have it, as ascending ids in blobs small enough to stay
// inside LMDB's leaf pages. Only the last blob of a value is ever rewritten.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/schema.h"

namespace plumb::store {

// A value of 2022 bytes is the largest that LMDB keeps inside a leaf; the next byte costs a whole
// page.
inline constexpr size_t kLargestPostingBlob = 1900;

struct PostingHead {
  uint32_t count = 0;
  SeriesId last = 0;
};

// The blob of ids, of which the first stands in the key: "" where it is the only one.
// REQUIRES: ids strictly ascending, not empty.
std::string EncodePostings(const std::vector<SeriesId>& ids);
std::optional<PostingHead> DecodePostingHead(SeriesId first, std::string_view blob);
// Appends the ids of a blob. False if it makes no sense.
bool DecodePostings(SeriesId first, std::string_view blob, std::vector<SeriesId>& ids);

// Appends all series that have a value.
Status LoadPostings(const Transaction& txn, const Tables& tables, SymbolId value,
                    std::vector<SeriesId>& ids);
// How many they are, from the heads of the blobs.
Result<uint64_t> CountPostings(const Transaction& txn, const Tables& tables, SymbolId value);

// Takes series away from those that have a value; whether none are left. REQUIRES: a write
// transaction; ids ascending
Result<bool> RemovePostings(Transaction& txn, const Tables& tables, SymbolId value,
                            std::span<const SeriesId> ids);

// Collects what new series add, and writes each value's last blob once.
class PostingsAppender {
 public:
  // REQUIRES: series ascending over all calls for a value, larger than all that are stored
  void Add(SymbolId value, SeriesId series) {
    pending_.push_back(static_cast<uint64_t>(value) << 32 | series);
  }
  Status Flush(Transaction& txn, const Tables& tables);
  void Forget() { pending_.clear(); }

 private:
  std::vector<uint64_t> pending_;  // value, series
};

}  // namespace plumb::store
