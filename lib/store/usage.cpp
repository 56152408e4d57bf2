#include "store/usage.h"

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

#include "store/damage_guard.h"
#include "store/packed_tables.h"
#include "store/room.h"

namespace plumb::store {

namespace {

Result<TableUsage> MeasureTable(const Snapshot& snapshot, const std::string& name) {
  TableUsage usage{.name = name};
  PLUMB_ASSIGN(const MDB_dbi table, FindTable(*snapshot.txn, name));
  const PackedTables* packed = snapshot.txn->packed();
  if (packed != nullptr && packed->Has(table)) {
    PLUMB_ASSIGN(const auto size, packed->Measure(table));
    usage.entries = size.entries;
    usage.bytes = size.bytes;
    return usage;
  }
  MDB_txn* txn = snapshot.txn->get();
  const LmdbCall call(mdb_txn_env(txn));
  MDB_stat stat{};
  const int code = mdb_stat(txn, table, &stat);
  if (code != 0) return LmdbError(code, snapshot.txn->path());
  usage.entries = stat.ms_entries;
  usage.depth = stat.ms_depth;
  usage.pages = stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages;
  usage.bytes = usage.pages * stat.ms_psize;
  return usage;
}

Status MeasureTables(const Snapshot& snapshot, Usage& usage) {
  PLUMB_ASSIGN(const std::vector<std::string> names, ListTables(*snapshot.txn));
  for (const std::string& name : names) {
    PLUMB_ASSIGN(TableUsage table, MeasureTable(snapshot, name));
    usage.tables.push_back(std::move(table));
  }
  return Ok();
}

struct SlotList {
  uint64_t newest = 0;  // commit
  std::vector<ReaderSlot> slots;
};

// A line of mdb_reader_list: process, thread, and the commit that it reads, or a dash.
int TakeSlot(const char* line, void* context) {
  auto& list = *static_cast<SlotList*>(context);
  int64_t process = 0;
  uint64_t commit = 0;
  if (std::sscanf(line, "%" SCNd64 " %*x %" SCNu64, &process, &commit) != 2) return 0;
  if (process == getpid()) return 0;
  list.slots.push_back({process, list.newest > commit ? list.newest - commit : 0});
  return 0;
}

}  // namespace

uint64_t Usage::BytesOf(std::string_view table) const {
  for (const TableUsage& usage : tables)
    if (usage.name == table) return usage.bytes;
  return 0;
}

Result<Usage> MeasureUsage(const Snapshot& snapshot) {
  const Environment& environment = *snapshot.environment;
  Usage usage{.commits = snapshot.txn->id(), .packed = snapshot.txn->packed() != nullptr};
  MDB_envinfo info{};
  MDB_stat stat{};
  mdb_env_info(environment.get(), &info);
  mdb_env_stat(environment.get(), &stat);
  usage.map_bytes = info.me_mapsize;
  const std::string data =
      environment.bundle() ? environment.path() : environment.path() + "/data.mdb";
  struct stat facts {};
  if (::stat(data.c_str(), &facts) != 0) return LmdbError(errno, environment.path());
  usage.file_bytes = static_cast<uint64_t>(facts.st_size);
  PLUMB_ASSIGN(const uint64_t free_pages, CountFreePages(*snapshot.txn));
  usage.free_bytes = free_pages * stat.ms_psize;
  PLUMB_TRY(MeasureTables(snapshot, usage));
  SlotList list{.newest = usage.commits, .slots = {}};
  if (!environment.bundle()) mdb_reader_list(environment.get(), TakeSlot, &list);
  usage.readers = std::move(list.slots);
  return usage;
}

}  // namespace plumb::store
