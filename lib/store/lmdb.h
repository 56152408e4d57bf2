// SPDX-License-Identifier: Apache-2.0
// LMDB's transactions and cursors as objects that clean up, and its errors as ours. The door to
// LMDB is lib/store; the only files that see lmdb.h are those of this folder.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <lmdb.h>

#include "base/result.h"

namespace plumb::store {

struct LmdbVersion {
  int major = 0;
  int minor = 0;
  int patch = 0;
};
// Whether closing an environment destroys the mutexes that other processes use: 0.9.26 to 0.9.31
// (ITS#9278, taken back by ITS#10095). Then opening and closing need a gate.
bool BreaksOthersOnClose(const LmdbVersion& version);

// What LMDB's return code means to a user of the store at `path` (Exit::kStore).
Error LmdbError(int code, const std::string& path);

class PackedTables;
class PackedCursor;

// A read or write transaction. Ends (a write is undone) when it goes, unless Commit came before.
class Transaction {
 public:
  // No value in the store is larger than `largest_value`. `lease` is held until the transaction is
  // over.
  Transaction(MDB_txn* txn, std::string path, size_t largest_value,
              std::shared_ptr<const void> lease);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // The value of a key; nullopt if there is none. The view is valid until the next write or the
  // end.
  Result<std::optional<std::string_view>> Get(MDB_dbi table, std::string_view key) const;
  // How many entries a table says it has.
  [[nodiscard]] Result<uint64_t> Count(MDB_dbi table) const;
  Status Put(MDB_dbi table, std::string_view key, std::string_view value);
  // As Put, for a key that is larger than all that are in the table.
  Status Append(MDB_dbi table, std::string_view key, std::string_view value);
  // Nothing happens if the key is not there.
  Status Delete(MDB_dbi table, std::string_view key);
  // Deletes all entries.
  Status Clear(MDB_dbi table);
  // Whether anything was put or deleted: a commit of nothing does not make a new state.
  [[nodiscard]] bool wrote() const { return wrote_; }
  // Makes it durable. The transaction is over, whatever comes back.
  Status Commit();

  // Number of the snapshot that is read, or of the state that a write makes.
  [[nodiscard]] uint64_t id() const { return mdb_txn_id(txn_); }
  [[nodiscard]] MDB_txn* get() const { return txn_; }
  // Of a copy: from now on its tables are read from their blocks. REQUIRES: a read transaction
  void ReadPacked(std::unique_ptr<PackedTables> packed);
  // Null where all tables are plain.
  [[nodiscard]] PackedTables* packed() const { return packed_.get(); }
  [[nodiscard]] const std::string& path() const { return path_; }
  // A damaged page may give any length.
  [[nodiscard]] bool Plausible(const MDB_val& value) const {
    return value.mv_size <= largest_value_;
  }

 private:
  MDB_txn* txn_;
  std::string path_;
  size_t largest_value_;
  std::shared_ptr<const void> lease_;
  std::unique_ptr<PackedTables> packed_;
  bool wrote_ = false;
};

// A place in a table. Views are valid until the transaction writes or ends.
class Cursor {
 public:
  static Result<Cursor> Open(const Transaction& txn, MDB_dbi table);
  Cursor(Cursor&& other) noexcept;
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  Cursor& operator=(Cursor&&) = delete;
  ~Cursor();

  // Each: false if there is no such entry; then key() and value() are not to be asked.
  Result<bool> Seek(std::string_view key);  // the first entry at or after `key`
  // The last entry before `key`.
  Result<bool> SeekBefore(std::string_view key);
  Result<bool> First() { return Move(MDB_FIRST); }
  Result<bool> Last() { return Move(MDB_LAST); }
  Result<bool> Next() { return Move(MDB_NEXT); }
  Result<bool> Previous() { return Move(MDB_PREV); }

  [[nodiscard]] std::string_view key() const {
    return {static_cast<const char*>(key_.mv_data), key_.mv_size};
  }
  [[nodiscard]] std::string_view value() const {
    return {static_cast<const char*>(value_.mv_data), value_.mv_size};
  }

 private:
  Cursor(MDB_cursor* cursor, std::unique_ptr<PackedCursor> packed, const Transaction& txn);
  Result<bool> Move(MDB_cursor_op op);
  Result<bool> MovePacked(MDB_cursor_op op);

  MDB_cursor* cursor_;                    // null in a packed table
  std::unique_ptr<PackedCursor> packed_;  // null in a plain one
  const Transaction* txn_;
  MDB_val key_{};
  MDB_val value_{};
};

}  // namespace plumb::store
