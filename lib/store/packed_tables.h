// SPDX-License-Identifier: Apache-2.0
// The tables of a copy or a bundle that lie in packed blocks (packed_block.h), read as if they
// were tables. Transaction and Cursor ask here; nobody else has to know. Whoever opens such a store
// for writing unpacks it first.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/lmdb.h"
#include "store/packed_block.h"
#include "store/schema.h"

namespace plumb::store {

// Each block that was looked at stays until the transaction ends, as the bytes of a map would.
class PackedTables {
 public:
  // nullptr where nothing is packed. REQUIRES: `txn` outlives it
  static Result<std::unique_ptr<PackedTables>> Find(const Transaction& txn, const Tables& tables);

  [[nodiscard]] bool Has(MDB_dbi table) const { return NumberOf(table) != 0; }
  // Whose entries the block with this key has; 0: of none that is known here.
  [[nodiscard]] MDB_dbi TableOf(std::string_view key) const;
  // REQUIRES of both: Has(table)
  Result<std::optional<std::string_view>> Get(MDB_dbi table, std::string_view key);
  struct Size {
    uint64_t entries = 0;
    uint64_t bytes = 0;  // of the blocks
  };
  Result<Size> Measure(MDB_dbi table) const;

 private:
  friend class PackedCursor;
  PackedTables(const Transaction& txn, const Tables& tables);
  [[nodiscard]] uint8_t NumberOf(MDB_dbi table) const {
    return table < numbers_.size() ? numbers_[table] : uint8_t{0};
  }
  // The block that a cursor in the table of blocks is at.
  Result<const PackedBlock*> BlockAt(const Cursor& cursor);

  const Transaction& txn_;
  MDB_dbi pack_;
  std::array<uint8_t, kMaxTables + 2> numbers_{};  // by handle; LMDB has two tables of its own
  std::unordered_map<const char*, PackedBlock> blocks_;  // by their place in the map
};

// A place in a packed table. As Cursor's functions.
class PackedCursor {
 public:
  static Result<std::unique_ptr<PackedCursor>> Open(PackedTables& tables, MDB_dbi table);
  Result<bool> Seek(std::string_view key);
  Result<bool> First();
  Result<bool> Last();
  Result<bool> Next();
  Result<bool> Previous();
  [[nodiscard]] std::string_view key() const { return block_->key(at_); }
  [[nodiscard]] std::string_view value() const { return block_->value(at_); }

 private:
  PackedCursor(PackedTables& tables, uint8_t number, Cursor blocks)
      : tables_(tables), number_(number), blocks_(std::move(blocks)) {}
  // Whether the cursor of blocks, which `found` something, is at one of this table; takes it.
  Result<bool> Enter(bool found);

  PackedTables& tables_;
  uint8_t number_;
  Cursor blocks_;
  const PackedBlock* block_ = nullptr;  // null: nowhere
  size_t at_ = 0;
};

// The key of the block that begins with `first`.
std::string PackedKey(uint8_t number, std::string_view first);

// Puts all entries back into their tables and leaves no block. REQUIRES: a write transaction
Status UnpackTables(Transaction& txn, const Tables& tables);

}  // namespace plumb::store
