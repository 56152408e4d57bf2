#include "store/room.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <sys/statvfs.h>

#include "base/byte_size.h"

namespace plumb::store {

namespace {

// LMDB's own table of free pages (mdb.c FREE_DBI).
constexpr MDB_dbi kFreePages = 0;

}  // namespace

// An entry a commit: the number of pages, then the pages.
Result<uint64_t> CountFreePages(const Transaction& txn) {
  uint64_t pages = 0;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, kFreePages));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    size_t count = 0;
    if (cursor.value().size() < sizeof count)
      return DamagedError(txn.path(), "its list of free pages makes no sense");
    std::memcpy(&count, cursor.value().data(), sizeof count);
    pages += count;
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return pages;
}

Status CheckRoom(const Environment& environment) {
  struct statvfs disk {};
  // Where nothing can be known, the commit will tell.
  if (statvfs(environment.path().c_str(), &disk) != 0) return Ok();
  const uint64_t on_disk = uint64_t{disk.f_bavail} * disk.f_frsize;
  const uint64_t reserved =
      std::min(kReservedBytes, uint64_t{disk.f_blocks} * disk.f_frsize / kReservedPart);
  if (on_disk >= reserved) return Ok();
  MDB_stat stat{};
  mdb_env_stat(environment.get(), &stat);
  PLUMB_ASSIGN(const auto txn, environment.BeginRead());
  PLUMB_ASSIGN(const uint64_t pages, CountFreePages(*txn));
  if (on_disk + pages * stat.ms_psize >= reserved) return Ok();
  return Error{Exit::kStore,
               fmt::format("no space left on its disk for the store '{}': the last {} are kept for "
                           "deleting (plumb-store delete, plumb-store retain); what was "
                           "acknowledged before is intact",
                           environment.path(), ByteSizeText(reserved))};
}

}  // namespace plumb::store
