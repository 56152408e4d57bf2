// SPDX-License-Identifier: Apache-2.0
// What a store takes on the disk, table by table, and who reads it just now.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/snapshot.h"

namespace plumb::store {

struct TableUsage {
  std::string name;  // as in docs/store-format.md
  uint64_t entries = 0;
  uint64_t depth = 0;
  uint64_t pages = 0;
  uint64_t bytes = 0;  // of a packed table those of its blocks, which lie in the pages of `pack`
};

// A process that holds a state of the store, whose pages cannot be used again meanwhile.
struct ReaderSlot {
  int64_t process = 0;
  uint64_t behind = 0;  // commits since that state
};

struct Usage {
  uint64_t file_bytes = 0;
  uint64_t map_bytes = 0;   // how large this process lets it grow
  uint64_t free_bytes = 0;  // of the file: pages that the next commits use again
  uint64_t commits = 0;     // so far
  bool packed = false;      // tables lie in blocks: a copy that nobody has written to
  std::vector<TableUsage> tables;
  std::vector<ReaderSlot> readers;  // without this process

  [[nodiscard]] uint64_t BytesOf(std::string_view table) const;
};

// REQUIRES: snapshot.mutex is held
Result<Usage> MeasureUsage(const Snapshot& snapshot);

}  // namespace plumb::store
