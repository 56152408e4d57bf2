// SPDX-License-Identifier: Apache-2.0
// What is in a store as one new file without gaps: a copy, or a bundle.
#pragma once

#include <memory>
#include <string>

#include "store/environment.h"

namespace plumb::store {

// A file that nobody else has open, written table by table in the order of keys, so that its pages
// are full: LMDB's own compacting copy leaves them as full as insertions in any order made them.
// That of a small store is packed besides (packed_tables.h), until somebody writes to it.
class CompactCopy {
 public:
  // Writes one state of the store to `file`, which must not be there yet; others may write to the
  // store meanwhile. Page hints, a cache, stay behind: the next pages make them again. `name` is
  // what is written, for messages. Errors: Exit::kOutside if it cannot be written, Exit::kStore if
  // the store cannot be read. The file is the caller's to remove.
  static Result<std::unique_ptr<CompactCopy>> Write(const Environment& environment,
                                                    const std::string& file,
                                                    const std::string& name);
  ~CompactCopy();
  CompactCopy(const CompactCopy&) = delete;
  CompactCopy& operator=(const CompactCopy&) = delete;

  // The file is on the disk when it returns. Errors as above.
  Status Sync();
  // Writes the file to a descriptor, which may be a pipe. `name` is what that is, for messages.
  Status Send(int fd, const std::string& name);

 private:
  CompactCopy(std::string file, std::string name, std::string source)
      : file_(std::move(file)), name_(std::move(name)), source_(std::move(source)) {}
  Status Open(const Environment& environment);
  Status CopyTables(const Transaction& from, const Tables& known);
  Status CopyTable(const Transaction& from, const Tables& known, const std::string& table);
  Status CopyEntries(const Transaction& from, MDB_dbi source, MDB_dbi to);
  Status PackTables(const Transaction& from, const Tables& known);
  Status PackTable(const Transaction& from, MDB_dbi source, uint8_t number, MDB_dbi pack);
  Status CopyHead(const Transaction& from, const Tables& known);
  Status Put(MDB_dbi table, std::string_view key, std::string_view value, unsigned flags);
  Status Append(MDB_dbi table, std::string_view key, std::string_view value);
  Status Begin();
  Status Commit();
  [[nodiscard]] Status Check(int code) const;

  std::string file_;
  std::string name_;
  std::string source_;  // path of the store
  MDB_env* env_ = nullptr;
  MDB_txn* txn_ = nullptr;
  uint64_t page_size_ = 0;
  uint64_t size_ = 0;     // of the store's file
  bool packing_ = false;  // the store is small
  bool packed_ = false;   // there is a block
  size_t pending_ = 0;    // bytes since the last commit
};

}  // namespace plumb::store
