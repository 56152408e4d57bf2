// SPDX-License-Identifier: Apache-2.0
// An open store: a directory NAME.plumb with LMDB's data.mdb and lock.mdb and our plumb.lock, or a
// bundle (the same data as one file, read only and without locks).
//
// The rules that processes which share a store keep, and who sees to each:
//   1. A process opens a store once, and a child does not use what its parent opened: Open, Begin.
//   2. Writers stand in a queue with a deadline before LMDB's own mutex, which has none; threads
//      too: BeginWrite (lock_file.h). Where LMDB destroys shared mutexes when one of several
//      processes closes (0.9.26 to 0.9.31), opening and closing has a gate: NeedsGate.
//   3. Nothing inside a transaction waits for a pipe, a network or a terminal: input is parsed
//      before a commit (ingest), output is made of copies or between snapshots (transfer/export).
//   4. A snapshot pins pages, so it lives as long as an answer takes and no longer (snapshot.h).
//   5. Slots of dead readers are cleared before each write: CheckReaders.
//   6. A transaction has at most some 32 MiB of changes, but for an hour or a day of one target
//      that is larger alone, and the first of a packed copy, which unpacks it:
//      ingest::StoreSink, CompactDue, maintenance::RemovalSession, UnpackTables.
//   7. Threads take turns with a snapshot's transaction and share only the bytes it shows
//      (snapshot.h).
//   8. Who was killed while it opened a store that nobody else had open leaves a lock.mdb that says
//      nothing was ever committed, and LMDB lets the next one write over the newest commit. So each
//      looks at that, and opens again until it is right: OpenWhole.
//   9. No WRITEMAP, no transactions in transactions, no duplicate keys; no network file systems
//      (file_system.h). Nobody opens data.mdb past this class; CompactCopy makes new ones.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <unistd.h>

#include "base/duration.h"
#include "store/damage_guard.h"
#include "store/lmdb.h"
#include "store/lock_file.h"
#include "store/schema.h"

namespace plumb::store {

enum class OpenMode { kRead, kWrite };

// One size for all processes. Only address space: the file grows as it is filled.
inline constexpr uint64_t kDefaultMapSize = uint64_t{256} << 30;
// How long a writer waits for its turn.
inline constexpr DurationMs kDefaultLockDeadline = 10 * kSecond;

struct OpenOptions {
  OpenMode mode = OpenMode::kRead;
  uint64_t map_size = 0;  // 0: $PLUMB_MAP_SIZE, else kDefaultMapSize; smaller if memory is limited
  DurationMs lock_deadline = kDefaultLockDeadline;
};

class Environment : public std::enable_shared_from_this<Environment> {
 public:
  // Opens the store at `path`; for writing, makes it (and the folders above) if there is none. All
  // errors are Exit::kStore. Two processes may make the same store at the same time. A store can be
  // open once in a process: share the pointer.
  static Result<std::shared_ptr<Environment>> Open(const std::string& path,
                                                   const OpenOptions& options);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  // Fails where another process, with a larger map, has let the store grow past this process's map
  // while transactions of this one are open: theirs must not move under them.
  // So does one in a child of the process that opened it.
  Result<std::unique_ptr<Transaction>> BeginRead() const;

  // A write transaction and its place in the writer queue. REQUIRES: ends before the environment.
  struct Write {
    HeldLock lock;
    std::unique_ptr<Transaction> txn;  // after `lock`, so that it ends before the lock is given up
  };
  // Waits for other writers, at most options.lock_deadline. REQUIRES: opened with kWrite
  Result<Write> BeginWrite();
  // The same for what can wait for another time: nullopt if others write for longer than
  // `patience`.
  Result<std::optional<Write>> TryBeginWrite(DurationMs patience);

  // Copies a value that a read transaction shows. Of large ones that are needed once that is
  // cheaper than to look at them where they lie: a page that is touched in the map costs more than
  // to copy it. REQUIRES: `to` has room for it
  void CopyValue(std::string_view value, char* to) const;

  [[nodiscard]] const Tables& tables() const { return tables_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const StoreRecord& record() const { return record_; }
  // A bundle: nobody writes to it any more.
  [[nodiscard]] bool bundle() const { return bundle_; }
  [[nodiscard]] MDB_env* get() const { return env_; }

 private:
  Environment(std::string path, const OpenOptions& options)
      : path_(std::move(path)), options_(options) {}
  Status OpenFiles();
  [[nodiscard]] Status CheckContents(bool writing) const;
  Status OpenLmdb();
  Status OpenWhole(unsigned flags);
  [[nodiscard]] int OpenOnce(unsigned flags, uint64_t& map_size);
  [[nodiscard]] bool KnowsNewestCommit() const;
  Status CheckSize() const;
  Status LoadTables();
  Status CreateTables();
  Status Unpack(Transaction& txn);
  Status CheckRecord(const Transaction& txn);
  void CheckReaders();
  void CutTail() const;
  [[nodiscard]] bool NeedsGate() const;
  Result<std::unique_ptr<Transaction>> Begin(unsigned flags) const;
  Result<Write> BeginLocked();
  [[nodiscard]] Status Remap() const;

  std::string path_;
  OpenOptions options_;
  pid_t opened_by_ = getpid();
  bool bundle_ = false;
  std::unique_ptr<LockFile> lock_file_;  // not for bundles
  MDB_env* env_ = nullptr;
  uint64_t page_size_ = 0;
  std::unique_ptr<DamageGuard> damage_guard_;
  // Each open transaction has a copy, and keeps the map where it is.
  std::shared_ptr<const void> lease_ = std::make_shared<int>(0);
  mutable std::mutex begin_mutex_;
  Tables tables_;
  StoreRecord record_;
  std::string registered_;  // this store's line in the list of what is open in this process
};

}  // namespace plumb::store
