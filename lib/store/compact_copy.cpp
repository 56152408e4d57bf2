#include "store/compact_copy.h"

#include <array>
#include <cerrno>

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/damage_guard.h"
#include "system/files.h"

namespace plumb::store {

namespace {

// Pages are in memory until a commit.
constexpr size_t kMostPending = size_t{16} << 20;
// Full pages are never more than the store has; commits between leave a few free ones.
constexpr uint64_t kMapSlack = uint64_t{64} << 20;
// A cache: nothing relies on it.
constexpr std::string_view kLeftOut = "hint";
constexpr const char* kLast = "meta";

Error CannotWrite(const std::string& name, int code) {
  return {Exit::kOutside, fmt::format("cannot write {}: {}", name, system::ErrnoText(code))};
}

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
  PLUMB_TRY(copy->Begin());
  PLUMB_TRY(copy->CopyTables(*from));
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
  mdb_env_set_mapsize(env_, 2 * (info.me_last_pgno + 1) * stat.ms_psize + kMapSlack);
  mdb_env_set_maxdbs(env_, kMaxTables);
  // Synced once, at the end: until then nobody knows of it.
  return Check(mdb_env_open(env_, file_.c_str(), MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOSYNC, 0660));
}

// Those of later versions too. Without what the last one has it is not a store: nobody takes a part
// of a copy for one.
Status CompactCopy::CopyTables(const Transaction& from) {
  PLUMB_ASSIGN(const std::vector<std::string> tables, ListTables(from));
  for (const std::string& table : tables)
    if (table != kLast) PLUMB_TRY(CopyTable(from, table));
  return CopyTable(from, kLast);
}

Status CompactCopy::CopyTable(const Transaction& from, const std::string& table) {
  MDB_dbi to = 0;
  PLUMB_TRY(Check(mdb_dbi_open(txn_, table.c_str(), MDB_CREATE, &to)));
  if (table == kLeftOut) return Ok();
  PLUMB_ASSIGN(const MDB_dbi source, FindTable(from, table));
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(from, source));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    PLUMB_TRY(Append(to, cursor.key(), cursor.value()));
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return Ok();
}

Status CompactCopy::Append(MDB_dbi table, std::string_view key, std::string_view value) {
  MDB_val k{key.size(), const_cast<char*>(key.data())};      // NOLINT: LMDB does not write to it
  MDB_val v{value.size(), const_cast<char*>(value.data())};  // NOLINT
  PLUMB_TRY(Check(mdb_put(txn_, table, &k, &v, MDB_APPEND)));
  pending_ += key.size() + value.size();
  if (pending_ < kMostPending) return Ok();
  PLUMB_TRY(Commit());
  return Begin();
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
