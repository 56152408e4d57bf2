#include "store/schema.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/hash.h"
#include "encoding/byte_reader.h"
#include "encoding/fixed.h"
#include "store/damage_guard.h"

namespace plumb::store {

namespace {

using encoding::AppendBiased64;
using encoding::AppendBig16;
using encoding::AppendBig32;
using encoding::AppendBig64;
using encoding::AppendLittle;

struct TableName {
  const char* name;
  MDB_dbi Tables::*handle;
  bool later = false;  // the first stores were made without it
};
constexpr TableName kTableNames[] = {
    {"meta", &Tables::meta},       {"label", &Tables::label},   {"symbol", &Tables::symbol},
    {"post", &Tables::post},       {"series", &Tables::series}, {"shash", &Tables::shash},
    {"target", &Tables::target},   {"thash", &Tables::thash},   {"layout", &Tables::layout},
    {"lhash", &Tables::lhash},     {"row", &Tables::row},       {"fam", &Tables::fam},
    {"hint", &Tables::hint, true}, {"seg", &Tables::seg, true}, {"roll", &Tables::roll, true},
    {"pack", &Tables::pack, true},
};
static_assert(std::size(kTableNames) < kMaxTables);

// LMDB's own table with the names of the others (mdb.c MAIN_DBI).
constexpr MDB_dbi kTableOfTables = 1;

constexpr std::string_view kIdsKey = "ids";

}  // namespace

Result<bool> OpenTables(const Transaction& txn, bool create, Tables& tables) {
  const LmdbCall call(mdb_txn_env(txn.get()));
  for (const TableName& table : kTableNames) {
    const int code =
        mdb_dbi_open(txn.get(), table.name, create ? MDB_CREATE : 0u, &(tables.*table.handle));
    if (code == MDB_NOTFOUND && table.later) continue;
    if (code == MDB_NOTFOUND) return false;
    if (code != 0) return LmdbError(code, txn.path());
  }
  return true;
}

Result<std::vector<std::string>> ListTables(const Transaction& txn) {
  std::vector<std::string> names;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, kTableOfTables));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    names.emplace_back(cursor.key());
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return names;
}

Result<MDB_dbi> FindTable(const Transaction& txn, const std::string& name) {
  const LmdbCall call(mdb_txn_env(txn.get()));
  MDB_dbi table = 0;
  const int code = mdb_dbi_open(txn.get(), name.c_str(), 0, &table);
  if (code != 0) return LmdbError(code, txn.path());
  return table;
}

Result<StoreRecord> LoadStoreRecord(const Transaction& txn, const Tables& tables) {
  PLUMB_ASSIGN(const auto bytes, txn.Get(tables.meta, kStoreRecordKey));
  if (!bytes) return DamagedError(txn.path(), "it has no head record");
  encoding::ByteReader in(*bytes);
  StoreRecord record;
  record.version = in.Fixed<uint32_t>();
  record.features.compat = in.Fixed<uint64_t>();
  record.features.ro_compat = in.Fixed<uint64_t>();
  record.features.incompat = in.Fixed<uint64_t>();
  const std::string_view uuid = in.Bytes(record.uuid.size());
  // A newer version may add fields behind these.
  if (!in.ok()) return DamagedError(txn.path(), "its head record is too short");
  std::copy(uuid.begin(), uuid.end(), record.uuid.begin());
  return record;
}

std::string EncodeStoreRecord(const StoreRecord& record) {
  std::string bytes;
  AppendLittle(bytes, record.version);
  AppendLittle(bytes, record.features.compat);
  AppendLittle(bytes, record.features.ro_compat);
  AppendLittle(bytes, record.features.incompat);
  bytes.append(record.uuid.data(), record.uuid.size());
  return bytes;
}

Status SaveStoreRecord(Transaction& txn, const Tables& tables, const StoreRecord& record) {
  return txn.Put(tables.meta, kStoreRecordKey, EncodeStoreRecord(record));
}

Status CheckFeatures(const StoreRecord& record, bool writing, const std::string& path) {
  if (record.version > kFormatVersion)
    return Error{Exit::kStore,
                 fmt::format("the store '{}' has format {}, this program knows formats up to {}: "
                             "use a newer plumb",
                             path, record.version, kFormatVersion)};
  if ((record.features.incompat & ~kKnownFeatures.incompat) != 0)
    return Error{Exit::kStore,
                 fmt::format("the store '{}' uses features that this program does not "
                             "know ({:#x}): use a newer plumb",
                             path, record.features.incompat)};
  if (writing && (record.features.ro_compat & ~kKnownFeatures.ro_compat) != 0)
    return Error{
        Exit::kStore,
        fmt::format("the store '{}' uses features that this program does not know ({:#x}): "
                    "it can be read, use a newer plumb to write",
                    path, record.features.ro_compat)};
  return Ok();
}

Result<NextIds> LoadNextIds(const Transaction& txn, const Tables& tables) {
  PLUMB_ASSIGN(const auto bytes, txn.Get(tables.meta, kIdsKey));
  if (!bytes) return NextIds{};
  encoding::ByteReader in(*bytes);
  NextIds ids;
  ids.symbol = in.Fixed<uint32_t>();
  ids.series = in.Fixed<uint32_t>();
  ids.target = in.Fixed<uint32_t>();
  ids.layout = in.Fixed<uint32_t>();
  if (!in.AtEnd()) return DamagedError(txn.path(), "its id counters make no sense");
  return ids;
}

Status SaveNextIds(Transaction& txn, const Tables& tables, const NextIds& ids) {
  std::string bytes;
  AppendLittle(bytes, ids.symbol);
  AppendLittle(bytes, ids.series);
  AppendLittle(bytes, ids.target);
  AppendLittle(bytes, ids.layout);
  return txn.Put(tables.meta, kIdsKey, bytes);
}

std::string IdKey(uint32_t id) {
  std::string key;
  AppendBig32(key, id);
  return key;
}

std::string HashKey(uint64_t hash) {
  std::string key;
  AppendBig64(key, hash);
  return key;
}

std::string TextKey(std::string_view text, uint8_t probe) {
  if (text.size() <= kLongestPlainText) return std::string(text);
  std::string key(text.substr(0, kLongestPlainText));
  AppendBig64(key, Hash64(text));
  key.push_back(static_cast<char>(probe));
  return key;
}

std::string LabelKey(SymbolId name, std::string_view text, uint8_t probe) {
  return IdKey(name) + TextKey(text, probe);
}

Status RemoveProbe(Transaction& txn, MDB_dbi table,
                   const std::function<std::string(uint8_t)>& key_of, uint8_t probe,
                   size_t text_size) {
  PLUMB_TRY(txn.Delete(table, key_of(probe)));
  if (text_size <= kLongestPlainText) return Ok();
  for (; probe < UINT8_MAX - 1; ++probe) {
    const std::string behind = key_of(static_cast<uint8_t>(probe + 1));
    PLUMB_ASSIGN(const auto entry, txn.Get(table, behind));
    if (!entry) return Ok();
    const std::string moved(*entry);
    PLUMB_TRY(txn.Put(table, key_of(probe), moved));
    PLUMB_TRY(txn.Delete(table, behind));
  }
  return Ok();
}

std::string PostingKey(SymbolId value, SeriesId first) {
  std::string key;
  AppendBig32(key, value);
  AppendBig32(key, first);
  return key;
}

std::string EncodeRowKey(const RowKey& key) {
  std::string bytes;
  AppendBig32(bytes, key.target);
  AppendBiased64(bytes, key.time);
  AppendBig16(bytes, key.part);
  return bytes;
}

RowKey DecodeRowKey(std::string_view key) {
  return {.target = encoding::LoadBig32(key.data()),
          .time = encoding::LoadBiased64(key.data() + 4),
          .part = encoding::LoadBig16(key.data() + 12)};
}

std::string EncodeSegmentKey(const SegmentKey& key) {
  std::string bytes(1, static_cast<char>(key.level));
  AppendBig32(bytes, key.target);
  AppendBiased64(bytes, key.start);
  AppendBig32(bytes, key.first);
  return bytes;
}

SegmentKey DecodeSegmentKey(std::string_view key) {
  return {.level = static_cast<Level>(key[0]),
          .target = encoding::LoadBig32(key.data() + 1),
          .start = encoding::LoadBiased64(key.data() + 5),
          .first = encoding::LoadBig32(key.data() + 13)};
}

Error DamagedError(const std::string& path, std::string_view what) {
  return {Exit::kStore, fmt::format("the store '{}' is damaged: {}", path, what)};
}

}  // namespace plumb::store
