// SPDX-License-Identifier: Apache-2.0
// Targets: what was scraped together. Loose lines belong to the target of their job and instance,
// with no address.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "store/schema.h"

namespace plumb::store {

struct TargetName {
  std::string job;
  std::string instance;
  std::string address;
  auto operator<=>(const TargetName&) const = default;
};

struct TargetRecord {
  TargetName name;
  bool spread = false;  // has spread rows: readers and the judging of duplicates look for them
};

std::string EncodeTarget(const TargetRecord& record);
std::optional<TargetRecord> DecodeTarget(std::string_view bytes);

Result<TargetRecord> LoadTarget(const Transaction& txn, const Tables& tables, TargetId id);
Status SaveTarget(Transaction& txn, const Tables& tables, TargetId id, const TargetRecord& record);
// The number of the target of this name; 0 if there is none.
Result<TargetId> FindTarget(const Transaction& txn, const Tables& tables, const TargetName& name);
// The target of this name, made if there is none. REQUIRES: a write transaction
Result<std::pair<TargetId, TargetRecord>> FindOrAddTarget(Transaction& txn, const Tables& tables,
                                                          const TargetName& name, NextIds& next);

// REQUIRES: a write transaction; it is there, and nothing is under it
Status RemoveTarget(Transaction& txn, const Tables& tables, TargetId id);

}  // namespace plumb::store
