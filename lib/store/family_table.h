// SPDX-License-Identifier: Apache-2.0
// Metric families: type, help and unit, as the last scrape that said something said it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/metadata.h"
#include "store/schema.h"

namespace plumb::store {

std::string EncodeFamily(const model::Metadata& family);
std::optional<model::Metadata> DecodeFamily(std::string_view bytes);

// Writes what `family` says where it differs from what is stored; empty fields say nothing.
// REQUIRES: a write transaction; family.metric not empty
Status MergeFamily(Transaction& txn, const Tables& tables, const model::Metadata& family);
// Nothing happens if it is not there. REQUIRES: a write transaction
Status RemoveFamily(Transaction& txn, const Tables& tables, std::string_view metric);
// All, sorted by name.
Result<std::vector<model::Metadata>> LoadFamilies(const Transaction& txn, const Tables& tables);

}  // namespace plumb::store
