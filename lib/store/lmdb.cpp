#include "store/lmdb.h"

#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "store/damage_guard.h"
#include "store/packed_tables.h"
#include "system/files.h"

namespace plumb::store {

namespace {

MDB_val Value(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};  // NOLINT: LMDB does not write to it
}

std::string Explain(int code, const std::string& path) {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
    case EIO:
    case EFBIG:
      // LMDB turns a short write into EIO or ENOSPC: on a full disk either may come.
      return fmt::format(
          "cannot write to the store '{}': no space left on its disk, or the disk fails ({}); what "
          "was acknowledged before is intact",
          path, system::ErrnoText(code));
    case MDB_MAP_FULL:
      return fmt::format(
          "the store '{}' has reached its size limit; allow more with PLUMB_MAP_SIZE=BYTES; what "
          "was "
          "acknowledged before is intact",
          path);
    case MDB_INVALID:
      return fmt::format("'{}' is not a store, or its data.mdb is damaged", path);
    case MDB_VERSION_MISMATCH:
      return fmt::format(
          "the store '{}' was written by another version of LMDB than this program's {}", path,
          mdb_version(nullptr, nullptr, nullptr));
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_PANIC:
    case MDB_CURSOR_FULL:
    case MDB_BAD_TXN:
      return fmt::format("the store '{}' is damaged ({})", path, mdb_strerror(code));
    case MDB_READERS_FULL:
      return fmt::format("the store '{}' has too many readers at once", path);
    case EACCES:
    case EPERM:
      return fmt::format(
          "no permission for the store '{}': its files belong to a group that this user is not in",
          path);
    case EROFS:
      return fmt::format("cannot write to the store '{}': its file system is read-only", path);
    default:
      return fmt::format("the store '{}' failed: {}", path,
                         code > 0 ? system::ErrnoText(code) : mdb_strerror(code));
  }
}

}  // namespace

bool BreaksOthersOnClose(const LmdbVersion& version) {
  return version.major == 0 && version.minor == 9 && version.patch >= 26 && version.patch <= 31;
}

Error LmdbError(int code, const std::string& path) {
  return {Exit::kStore, Explain(code, path)};
}

Transaction::Transaction(MDB_txn* txn, std::string path, size_t largest_value,
                         std::shared_ptr<const void> lease)
    : txn_(txn), path_(std::move(path)), largest_value_(largest_value), lease_(std::move(lease)) {}

Transaction::~Transaction() {
  if (txn_ != nullptr) mdb_txn_abort(txn_);
}

void Transaction::ReadPacked(std::unique_ptr<PackedTables> packed) {
  packed_ = std::move(packed);
}

Result<std::optional<std::string_view>> Transaction::Get(MDB_dbi table,
                                                         std::string_view key) const {
  if (packed_ != nullptr && packed_->Has(table)) return packed_->Get(table, key);
  MDB_val wanted = Value(key);
  MDB_val found{};
  const LmdbCall call(mdb_txn_env(txn_));
  const int code = mdb_get(txn_, table, &wanted, &found);
  if (code == MDB_NOTFOUND) return std::optional<std::string_view>();
  if (code != 0) return LmdbError(code, path_);
  if (!Plausible(found)) return LmdbError(MDB_CORRUPTED, path_);
  return std::optional(std::string_view(static_cast<const char*>(found.mv_data), found.mv_size));
}

Result<uint64_t> Transaction::Count(MDB_dbi table) const {
  if (packed_ != nullptr && packed_->Has(table)) {
    PLUMB_ASSIGN(const auto size, packed_->Measure(table));
    return size.entries;
  }
  MDB_stat facts{};
  const int code = mdb_stat(txn_, table, &facts);
  if (code != 0) return LmdbError(code, path_);
  return uint64_t{facts.ms_entries};
}

Status Transaction::Put(MDB_dbi table, std::string_view key, std::string_view value) {
  MDB_val k = Value(key);
  MDB_val v = Value(value);
  wrote_ = true;
  const LmdbCall call(mdb_txn_env(txn_));
  const int code = mdb_put(txn_, table, &k, &v, 0);
  return code == 0 ? Ok() : Status(LmdbError(code, path_));
}

Status Transaction::Append(MDB_dbi table, std::string_view key, std::string_view value) {
  MDB_val k = Value(key);
  MDB_val v = Value(value);
  wrote_ = true;
  const LmdbCall call(mdb_txn_env(txn_));
  const int code = mdb_put(txn_, table, &k, &v, MDB_APPEND);
  return code == 0 ? Ok() : Status(LmdbError(code, path_));
}

Status Transaction::Delete(MDB_dbi table, std::string_view key) {
  MDB_val k = Value(key);
  wrote_ = true;
  const LmdbCall call(mdb_txn_env(txn_));
  const int code = mdb_del(txn_, table, &k, nullptr);
  return code == 0 || code == MDB_NOTFOUND ? Ok() : Status(LmdbError(code, path_));
}

Status Transaction::Clear(MDB_dbi table) {
  wrote_ = true;
  const LmdbCall call(mdb_txn_env(txn_));
  const int code = mdb_drop(txn_, table, 0);
  return code == 0 ? Ok() : Status(LmdbError(code, path_));
}

Status Transaction::Commit() {
  const LmdbCall call(mdb_txn_env(txn_));
  const int code = mdb_txn_commit(txn_);
  txn_ = nullptr;
  return code == 0 ? Ok() : Status(LmdbError(code, path_));
}

Result<Cursor> Cursor::Open(const Transaction& txn, MDB_dbi table) {
  if (txn.packed() != nullptr && txn.packed()->Has(table)) {
    PLUMB_ASSIGN(auto packed, PackedCursor::Open(*txn.packed(), table));
    return Cursor(nullptr, std::move(packed), txn);
  }
  MDB_cursor* cursor = nullptr;
  const LmdbCall call(mdb_txn_env(txn.get()));
  const int code = mdb_cursor_open(txn.get(), table, &cursor);
  if (code != 0) return LmdbError(code, txn.path());
  return Cursor(cursor, nullptr, txn);
}

Cursor::Cursor(MDB_cursor* cursor, std::unique_ptr<PackedCursor> packed, const Transaction& txn)
    : cursor_(cursor), packed_(std::move(packed)), txn_(&txn) {}

Cursor::Cursor(Cursor&& other) noexcept
    : cursor_(std::exchange(other.cursor_, nullptr)),
      packed_(std::move(other.packed_)),
      txn_(other.txn_),
      key_(other.key_),
      value_(other.value_) {}

Cursor::~Cursor() {
  if (cursor_ != nullptr) mdb_cursor_close(cursor_);
}

Result<bool> Cursor::MovePacked(MDB_cursor_op op) {
  const auto moved = [&]() -> Result<bool> {
    switch (op) {
      case MDB_SET_RANGE:
        return packed_->Seek(key());
      case MDB_FIRST:
        return packed_->First();
      case MDB_LAST:
        return packed_->Last();
      case MDB_NEXT:
        return packed_->Next();
      default:
        return packed_->Previous();
    }
  };
  PLUMB_ASSIGN(const bool found, moved());
  if (!found) return false;
  key_ = Value(packed_->key());
  value_ = Value(packed_->value());
  return true;
}

Result<bool> Cursor::Move(MDB_cursor_op op) {
  if (packed_ != nullptr) return MovePacked(op);
  const LmdbCall call(mdb_txn_env(txn_->get()));
  const int code = mdb_cursor_get(cursor_, &key_, &value_, op);
  if (code == MDB_NOTFOUND) return false;
  if (code != 0) return LmdbError(code, txn_->path());
  if (!txn_->Plausible(key_) || !txn_->Plausible(value_))
    return LmdbError(MDB_CORRUPTED, txn_->path());
  return true;
}

Result<bool> Cursor::Seek(std::string_view key) {
  key_ = Value(key);
  return Move(MDB_SET_RANGE);
}

Result<bool> Cursor::SeekBefore(std::string_view key) {
  PLUMB_ASSIGN(const bool found, Seek(key));
  return found ? Previous() : Last();
}

}  // namespace plumb::store
