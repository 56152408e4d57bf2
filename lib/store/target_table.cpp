#include "store/target_table.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "encoding/byte_reader.h"
#include "encoding/varint.h"
#include "store/hash_bucket.h"

namespace plumb::store {

namespace {

// DO NOT CHANGE: on disk.
constexpr uint8_t kFormat = 1;
constexpr uint8_t kSpreadFlag = 1;

std::string NameBytes(const TargetName& name) {
  std::string bytes;
  encoding::AppendCounted(bytes, name.job);
  encoding::AppendCounted(bytes, name.instance);
  encoding::AppendCounted(bytes, name.address);
  return bytes;
}

}  // namespace

std::string EncodeTarget(const TargetRecord& record) {
  std::string out;
  out.push_back(static_cast<char>(kFormat));
  out.push_back(static_cast<char>(record.spread ? kSpreadFlag : 0));
  return out + NameBytes(record.name);
}

std::optional<TargetRecord> DecodeTarget(std::string_view bytes) {
  encoding::ByteReader in(bytes);
  const auto format = in.Fixed<uint8_t>();
  const auto flags = in.Fixed<uint8_t>();
  if (!in.ok() || format != kFormat || flags > kSpreadFlag) return std::nullopt;
  TargetRecord record;
  record.spread = flags == kSpreadFlag;
  record.name.job = in.Counted();
  record.name.instance = in.Counted();
  record.name.address = in.Counted();
  if (!in.AtEnd()) return std::nullopt;
  return record;
}

Result<TargetRecord> LoadTarget(const Transaction& txn, const Tables& tables, TargetId id) {
  PLUMB_ASSIGN(const auto bytes, txn.Get(tables.target, IdKey(id)));
  auto record = bytes ? DecodeTarget(*bytes) : std::nullopt;
  if (!record) return DamagedError(txn.path(), fmt::format("target {} makes no sense", id));
  return *std::move(record);
}

Status SaveTarget(Transaction& txn, const Tables& tables, TargetId id, const TargetRecord& record) {
  return txn.Put(tables.target, IdKey(id), EncodeTarget(record));
}

namespace {

using NumberedTarget = std::pair<TargetId, TargetRecord>;

Result<std::optional<NumberedTarget>> Look(const Transaction& txn, const Tables& tables,
                                           const TargetName& name, std::string_view hash) {
  PLUMB_ASSIGN(const std::vector<uint32_t> candidates, LoadBucket(txn, tables.thash, hash));
  for (const TargetId id : candidates) {
    PLUMB_ASSIGN(TargetRecord record, LoadTarget(txn, tables, id));
    if (record.name == name) return std::optional(NumberedTarget(id, std::move(record)));
  }
  return std::optional<NumberedTarget>();
}

}  // namespace

Result<TargetId> FindTarget(const Transaction& txn, const Tables& tables, const TargetName& name) {
  PLUMB_ASSIGN(const auto found, Look(txn, tables, name, HashKey(Hash64(NameBytes(name)))));
  return found ? found->first : TargetId{0};
}

Status RemoveTarget(Transaction& txn, const Tables& tables, TargetId id) {
  PLUMB_ASSIGN(const TargetRecord record, LoadTarget(txn, tables, id));
  PLUMB_TRY(RemoveFromBucket(txn, tables.thash, HashKey(Hash64(NameBytes(record.name))), id));
  return txn.Delete(tables.target, IdKey(id));
}

Result<NumberedTarget> FindOrAddTarget(Transaction& txn, const Tables& tables,
                                       const TargetName& name, NextIds& next) {
  const std::string hash = HashKey(Hash64(NameBytes(name)));
  PLUMB_ASSIGN(auto found, Look(txn, tables, name, hash));
  if (found) return *std::move(found);
  const TargetId id = next.target++;
  TargetRecord record{.name = name};
  PLUMB_TRY(SaveTarget(txn, tables, id, record));
  PLUMB_TRY(AddToBucket(txn, tables.thash, hash, id));
  return NumberedTarget(id, std::move(record));
}

}  // namespace plumb::store
