// SPDX-License-Identifier: Apache-2.0
// Tables from a hash to the ids of what has it: almost always one, more when two hashes collide.
#pragma once

#include <string_view>
#include <vector>

#include "store/lmdb.h"

namespace plumb::store {

Result<std::vector<uint32_t>> LoadBucket(const Transaction& txn, MDB_dbi table,
                                         std::string_view hash_key);
Status AddToBucket(Transaction& txn, MDB_dbi table, std::string_view hash_key, uint32_t id);
// Nothing happens if it is not in there.
Status RemoveFromBucket(Transaction& txn, MDB_dbi table, std::string_view hash_key, uint32_t id);

}  // namespace plumb::store
