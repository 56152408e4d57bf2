// SPDX-License-Identifier: Apache-2.0
// A copy of a store as it is at one moment, in full pages (compact_copy.h), while others write on.
#pragma once

#include <string>

#include "store/environment.h"

namespace plumb::store {

// Makes the store `destination`, which must not be there yet, with what `environment` has. It
// appears whole and on the disk, or not at all: it is written beside its place and renamed. Errors:
// Exit::kUsage if something is there, Exit::kOutside if it cannot be written, Exit::kStore if the
// store cannot be read.
Status CopyStore(const Environment& environment, const std::string& destination);

}  // namespace plumb::store
