// SPDX-License-Identifier: Apache-2.0
// A last answer for damaged pages: ends the process with Exit::kStore and a clear text, where LMDB
// would take it down with SIGBUS, SIGSEGV or abort().
//
// LMDB believes the pages it maps: their lengths, offsets and page numbers. A wrong one leads it,
// or us behind it, outside of the file, and a fault in the middle of somebody else's code cannot
// become a Result. This is the only place in lib/ that ends a process. Nothing is lost by it: a
// transaction that was open is undone, as with kill -9.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <lmdb.h>

namespace plumb::store {

class DamageGuard {
 public:
  // Watches faults in the memory that `env` maps, faults anywhere within an LmdbCall, and LMDB's
  // assertions, for as long as the guard lives. Other faults go where they went before.
  // REQUIRES: `env` is open
  DamageGuard(MDB_env* env, const std::string& path);
  ~DamageGuard();
  DamageGuard(const DamageGuard&) = delete;
  DamageGuard& operator=(const DamageGuard&) = delete;

  // The map has moved. REQUIRES: no transaction
  void Moved(MDB_env* env);

  // Where in the file the bytes at an address of the map are; nullopt for other addresses, and
  // where the map was not to be found.
  [[nodiscard]] std::optional<uint64_t> OffsetOf(const char* address) const;

 private:
  int slot_ = -1;
};

// While it lives, this thread is inside LMDB, where a wrong page may lead it anywhere.
class LmdbCall {
 public:
  explicit LmdbCall(MDB_env* env);
  ~LmdbCall();
  LmdbCall(const LmdbCall&) = delete;
  LmdbCall& operator=(const LmdbCall&) = delete;
};

}  // namespace plumb::store
