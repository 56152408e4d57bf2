// SPDX-License-Identifier: Apache-2.0
// A part of a store as a store of its own, in one file that is only read.
#pragma once

#include <memory>
#include <string>

#include "store/snapshot.h"
#include "transfer/dump.h"

namespace plumb::transfer {

// Makes a store with what is selected in a new folder `beside`, which is gone afterwards, and
// writes that to the descriptor, which messages call `name`. Costs what the selection has, not what
// the store has.
Result<DumpCounts> WriteBundle(std::shared_ptr<store::Snapshot> snapshot,
                               const DumpSelection& selection, const std::string& beside, int fd,
                               const std::string& name);

}  // namespace plumb::transfer
