#include "store/hash_bucket.h"

#include "encoding/fixed.h"
#include "store/schema.h"

namespace plumb::store {

Result<std::vector<uint32_t>> LoadBucket(const Transaction& txn, MDB_dbi table,
                                         std::string_view hash_key) {
  PLUMB_ASSIGN(const auto bytes, txn.Get(table, hash_key));
  std::vector<uint32_t> ids;
  if (!bytes) return ids;
  if (bytes->size() % 4 != 0) return DamagedError(txn.path(), "a hash table's entry is cut");
  for (size_t at = 0; at < bytes->size(); at += 4)
    ids.push_back(encoding::LoadLittle<uint32_t>(bytes->data() + at));
  return ids;
}

Status AddToBucket(Transaction& txn, MDB_dbi table, std::string_view hash_key, uint32_t id) {
  PLUMB_ASSIGN(const auto before, txn.Get(table, hash_key));
  std::string bytes(before.value_or(std::string_view()));
  encoding::AppendLittle(bytes, id);
  return txn.Put(table, hash_key, bytes);
}

Status RemoveFromBucket(Transaction& txn, MDB_dbi table, std::string_view hash_key, uint32_t id) {
  PLUMB_ASSIGN(std::vector<uint32_t> ids, LoadBucket(txn, table, hash_key));
  std::erase(ids, id);
  if (ids.empty()) return txn.Delete(table, hash_key);
  std::string bytes;
  for (const uint32_t left : ids) encoding::AppendLittle(bytes, left);
  return txn.Put(table, hash_key, bytes);
}

}  // namespace plumb::store
