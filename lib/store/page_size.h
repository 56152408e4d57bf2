// SPDX-License-Identifier: Apache-2.0
// The size of a store's pages as its file says it, looked at before LMDB opens the file: LMDB
// believes it, and while it opens a file no guard watches (damage_guard.h).
#pragma once

#include <string>

#include "base/result.h"

namespace plumb::store {

// An error (Exit::kStore) if LMDB would take a damaged number for the size of pages. A file that
// is not there, is empty or is none of LMDB's is left to LMDB, which says so. `path` is the
// store's, for messages. REQUIRES: LMDB does not have the file open
Status CheckPageSize(const std::string& data_file, const std::string& path);

}  // namespace plumb::store
