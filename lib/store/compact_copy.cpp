#include "store/compact_copy.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/packed_tables.h"
#include "store/room.h"
#include "system/files.h"

namespace plumb::store {

namespace {

// Pages are in memory until a commit.
constexpr size_t kMostPending = size_t{16} << 20;
// Full pages are never more than the store has; commits between leave a few free ones.
constexpr uint64_t kMapSlack = uint64_t{64} << 20;

Error CannotWrite(const std::string& name, int code) {
  return {Exit::kOutside, fmt::format("cannot write {}: {}", name, system::ErrnoText(code))};
}

// A packed store larger than this would take long to unpack, and too much memory where much of it
// is read; and what is not samples is a small part of it.
constexpr uint64_t kLargestPacked = uint64_t{64} << 20;

// LMDB says EIO where less was written than asked for; the next write says why.
int ReasonForShortWrite(MDB_env* env) {
  mdb_filehandle_t file = -1;
  struct stat facts {};
  if (mdb_env_get_fd(env, &file) != 0 || fstat(file, &facts) != 0) return EIO;
  constexpr std::array<char, 4096> kPage{};
  return pwrite(file, kPage.data(), kPage.size(), facts.st_size) < 0 ? errno : EIO;
}

}  // namespace

Result<std::unique_ptr<CompactCopy>> CompactCopy::Write(const Environment& environment,
                                                        const std::string& file,
                                                        const std::string& name) {
  std::unique_ptr<CompactCopy> copy(new CompactCopy(file, name, environment.path()));
  PLUMB_TRY(copy->Open(environment));
  PLUMB_ASSIGN(const auto from, environment.BeginRead());
  PLUMB_ASSIGN(const uint64_t free_pages, CountFreePages(*from));
  copy->packing_ = copy->size_ - free_pages * copy->page_size_ <= kLargestPacked;
  PLUMB_TRY(copy->Begin());
  PLUMB_TRY(copy->CopyTables(*from, environment.tables()));
  PLUMB_TRY(copy->Commit());
  return copy;
}

CompactCopy::~CompactCopy() {
  if (txn_ != nullptr) mdb_txn_abort(txn_);
  if (env_ != nullptr) mdb_env_close(env_);
}

Status CompactCopy::Open(const Environment& environment) {
  MDB_envinfo info{};
  MDB_stat stat{};
  mdb_env_info(environment.get(), &info);
  mdb_env_stat(environment.get(), &stat);
  PLUMB_TRY(Check(mdb_env_create(&env_)));
  page_size_ = stat.ms_psize;
  size_ = (info.me_last_pgno + 1) * page_size_;
  mdb_env_set_mapsize(env_, 2 * size_ + kMapSlack);
  mdb_env_set_maxdbs(env_, kMaxTables);
  // Synced once, at the end: until then nobody knows of it.
  return Check(mdb_env_open(env_, file_.c_str(), MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOSYNC, 0660));
}

// Without what comes last it is not a store: nobody takes a part of a copy for one.
Status CompactCopy::CopyTables(const Transaction& from, const Tables& known) {
  PLUMB_ASSIGN(const std::vector<std::string> tables, ListTables(from));
  for (const std::string& table : tables) PLUMB_TRY(CopyTable(from, known, table));
  if (packing_) PLUMB_TRY(PackTables(from, known));
  return CopyHead(from, known);
}

// Makes the table, with what is neither packed, nor left out, nor kept for the end. Tables of later
// versions are nothing that is known, and copied.
Status CompactCopy::CopyTable(const Transaction& from, const Tables& known,
                              const std::string& table) {
  MDB_dbi to = 0;
  PLUMB_TRY(Check(mdb_dbi_open(txn_, table.c_str(), MDB_CREATE, &to)));
  PLUMB_ASSIGN(const MDB_dbi source, FindTable(from, table));
  if (source == known.hint || source == known.pack || source == known.meta) return Ok();
  const auto is_source = [&](const PackedTable& one) { return known.*one.handle == source; };
  if (packing_ && std::any_of(kPackedTables.begin(), kPackedTables.end(), is_source)) return Ok();
  return CopyEntries(from, source, to);
}

Status CompactCopy::CopyEntries(const Transaction& from, MDB_dbi source, MDB_dbi to) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(from, source));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    PLUMB_TRY(Append(to, cursor.key(), cursor.value()));
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return Ok();
}

Status CompactCopy::PackTables(const Transaction& from, const Tables& known) {
  MDB_dbi pack = 0;
  PLUMB_TRY(Check(mdb_dbi_open(txn_, "pack", MDB_CREATE, &pack)));
  for (const PackedTable& table : kPackedTables)
    if (known.*table.handle != 0)
      PLUMB_TRY(PackTable(from, known.*table.handle, table.number, pack));
  return Ok();
}

Status CompactCopy::PackTable(const Transaction& from, MDB_dbi source, uint8_t number,
                              MDB_dbi pack) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(from, source));
  PLUMB_ASSIGN(bool more, cursor.First());
  PackedBlockBuilder block;
  std::string key;
  std::string_view before;
  while (more) {
    if (!before.empty() && cursor.key() <= before) return LmdbError(MDB_CORRUPTED, source_);
    before = cursor.key();
    if (block.empty()) key = PackedKey(number, cursor.key());
    block.Add(cursor.key(), cursor.value());
    PLUMB_ASSIGN(more, cursor.Next());
    if (more && !block.full()) continue;
    PLUMB_TRY(Append(pack, key, block.Finish(key)));
    packed_ = true;
  }
  return Ok();
}

Status CompactCopy::CopyHead(const Transaction& from, const Tables& known) {
  MDB_dbi meta = 0;
  PLUMB_TRY(Check(mdb_dbi_open(txn_, "meta", MDB_CREATE, &meta)));
  PLUMB_TRY(CopyEntries(from, known.meta, meta));
  PLUMB_ASSIGN(StoreRecord record, LoadStoreRecord(from, known));
  record.features.incompat &= ~kFeaturePacked;
  if (packed_) record.features.incompat |= kFeaturePacked;
  return Put(meta, kStoreRecordKey, EncodeStoreRecord(record), 0);
}

Status CompactCopy::Append(MDB_dbi table, std::string_view key, std::string_view value) {
  PLUMB_TRY(Put(table, key, value, MDB_APPEND));
  pending_ += key.size() + value.size();
  if (pending_ < kMostPending) return Ok();
  PLUMB_TRY(Commit());
  return Begin();
}

Status CompactCopy::Put(MDB_dbi table, std::string_view key, std::string_view value,
                        unsigned flags) {
  MDB_val k{key.size(), const_cast<char*>(key.data())};      // NOLINT: LMDB does not write to it
  MDB_val v{value.size(), const_cast<char*>(value.data())};  // NOLINT
  return Check(mdb_put(txn_, table, &k, &v, flags));
}

Status CompactCopy::Begin() {
  return Check(mdb_txn_begin(env_, nullptr, 0, &txn_));
}

Status CompactCopy::Commit() {
  pending_ = 0;
  return Check(mdb_txn_commit(std::exchange(txn_, nullptr)));
}

// What LMDB itself finds wrong is what it was given: keys of the store that do not ascend.
Status CompactCopy::Check(int code) const {
  if (code == 0) return Ok();
  if (code < 0) return LmdbError(MDB_CORRUPTED, source_);
  return CannotWrite(name_, code == EIO ? ReasonForShortWrite(env_) : code);
}

Status CompactCopy::Sync() {
  return Check(mdb_env_sync(env_, 1));
}

Status CompactCopy::Send(int fd, const std::string& name) {
  const int code = mdb_env_copyfd2(env_, fd, MDB_CP_COMPACT);
  return code == 0 ? Ok() : Status(CannotWrite(name, code));
}

}  // namespace plumb::store
