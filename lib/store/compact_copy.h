// SPDX-License-Identifier: Apache-2.0
// What is in a store as one new file without gaps: a copy, or a bundle.
#pragma once

#include <memory>
#include <string>

#include "store/environment.h"

namespace plumb::store {

// A file that nobody else has open, written table by table in the order of keys, so that its pages
// are full: LMDB's own compacting copy leaves them as full as insertions in any order made them.
class CompactCopy {
 public:
  // Writes one state of the store to `file`, which must not be there yet; others may write to the
  // store meanwhile. Page hints stay behind: the next pages make them again. `name` is what is
  // written, for messages. Errors: Exit::kOutside if it cannot be written, Exit::kStore if the
  // store cannot be read. The file is the caller's to remove.
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
  Status CopyTables(const Transaction& from);
  Status CopyTable(const Transaction& from, const std::string& table);
  Status Append(MDB_dbi table, std::string_view key, std::string_view value);
  Status Begin();
  Status Commit();
  [[nodiscard]] Status Check(int code) const;

  std::string file_;
  std::string name_;
  std::string source_;  // path of the store
  MDB_env* env_ = nullptr;
  MDB_txn* txn_ = nullptr;
  size_t pending_ = 0;  // bytes since the last commit
};

}  // namespace plumb::store
