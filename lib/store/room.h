// SPDX-License-Identifier: Apache-2.0
// Room on the disk of a store: how much there is, and what is left for deleting.
//
// LMDB never writes over what readers may see, so deleting takes pages before it gives any back. A
// store that had filled its disk to the last byte could not be made smaller; so whoever adds
// samples leaves some.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "store/environment.h"

namespace plumb::store {

// What stays free of a disk, at most, and as a part of a small one.
inline constexpr uint64_t kReservedBytes = uint64_t{16} << 20;
inline constexpr uint64_t kReservedPart = 8;

// Pages of the file that hold nothing: the next commits use them again. Walks LMDB's list of them.
// REQUIRES: a read transaction, LMDB shows the list to no other
Result<uint64_t> CountFreePages(const Transaction& txn);

// An error (Exit::kStore) if adding would take what is kept for deleting: the disk and the free
// pages of the file together have no more. Costs a system call, and a walk of CountFreePages on a
// disk that is nearly full.
Status CheckRoom(const Environment& environment);

}  // namespace plumb::store
