// SPDX-License-Identifier: Apache-2.0
// What a writer was given and what it acknowledged; and whether a store keeps to that.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "crash/workload.h"

namespace plumb::crash {

struct Ledger {
  Writer writer;
  // By block number: whether it was acknowledged. A block that was not may be in the store or not,
  // but never in part.
  std::vector<bool> acknowledged;

  [[nodiscard]] size_t AcknowledgedCount() const;
  // The number of the newest, -1 if there is none.
  [[nodiscard]] int64_t NewestAcknowledged() const;
};

struct StoreCheck {
  size_t acknowledged = 0;  // blocks that must be there
  size_t present = 0;       // of those, the ones that are, with all their values
  size_t samples = 0;
  std::vector<std::string> problems;
};

// Opens the store, verifies all of it and looks at the blocks from number `first_block` of each
// writer on. With 0 nothing else may be in the store.
Result<StoreCheck> CheckStore(const std::string& path, const std::vector<const Ledger*>& ledgers,
                              uint32_t first_block);

}  // namespace plumb::crash
