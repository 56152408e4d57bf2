// SPDX-License-Identifier: Apache-2.0
// Series that lost samples under a target and may have none left there: whoever took the samples
// notes it in the same transaction, so that somebody who is killed leaves the search to the next.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/schema.h"

namespace plumb::store {

// REQUIRES: ascending
std::string EncodeSuspects(std::span<const SeriesId> series);
std::optional<std::vector<SeriesId>> DecodeSuspects(std::string_view bytes);

// Targets that have some, ascending.
Result<std::vector<TargetId>> ListSuspectTargets(const Transaction& txn, const Tables& tables);
// Ascending; none if none were noted.
Result<std::vector<SeriesId>> LoadSuspects(const Transaction& txn, const Tables& tables,
                                           TargetId target);
// Adds to those that are noted; without series the target is noted all the same: it may have
// nothing left. REQUIRES: a write transaction; ascending
Status AddSuspects(Transaction& txn, const Tables& tables, TargetId target,
                   std::span<const SeriesId> series);
Status ForgetSuspects(Transaction& txn, const Tables& tables, TargetId target);

}  // namespace plumb::store
