// SPDX-License-Identifier: Apache-2.0
// Entries of a table, one behind the other and compressed: what a copy of a store keeps instead of
// the entries. docs/store-format.md shows the bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::store {

// Larger ones compress hardly better, and a look-up decompresses one: in some 60 µs.
inline constexpr size_t kPackedBlockSize = size_t{64} << 10;

// Collects the entries of one block.
class PackedBlockBuilder {
 public:
  void Add(std::string_view key, std::string_view value);
  [[nodiscard]] bool empty() const { return count_ == 0; }
  // Another entry belongs into the next block.
  [[nodiscard]] bool full() const { return entries_.size() >= kPackedBlockSize; }
  // The block's bytes; begins a new one. `key` is the one that it will be stored under.
  std::string Finish(std::string_view key);

 private:
  std::string entries_;
  uint64_t count_ = 0;
};

// How many entries a block has; nullopt if its head makes no sense.
std::optional<uint64_t> CountPackedEntries(std::string_view bytes);

class PackedBlock {
 public:
  // nullopt if the bytes or their checksum make no sense.
  static std::optional<PackedBlock> Decode(std::string_view key, std::string_view bytes);

  [[nodiscard]] size_t size() const { return starts_.size(); }
  // REQUIRES of both: i < size(). Valid as long as the block, where it is moved to too.
  [[nodiscard]] std::string_view key(size_t i) const;
  [[nodiscard]] std::string_view value(size_t i) const;
  // The first entry whose key is not below `key`; size() if there is none.
  [[nodiscard]] size_t Find(std::string_view key) const;

 private:
  bool Index(uint64_t count);

  std::vector<char> entries_;  // never moves, as a short string would
  std::vector<uint32_t> starts_;
};

}  // namespace plumb::store
