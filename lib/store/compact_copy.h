// SPDX-License-Identifier: Apache-2.0
// What is in a store as one file without gaps: a bundle.
#pragma once

#include "store/environment.h"

namespace plumb::store {

// Writes one state of the store, page by page; others may write meanwhile. `name` is what the
// descriptor is, for messages. Errors: Exit::kOutside if it cannot be written, Exit::kStore if the
// store cannot be read.
Status WriteCompactCopy(const Environment& environment, int fd, const std::string& name);

}  // namespace plumb::store
