// SPDX-License-Identifier: Apache-2.0
// How long work says how far it is, without knowing who listens.
#pragma once

#include <cstdint>
#include <functional>

namespace plumb {

// Called from time to time; `done` never falls, and is `total` at the end. May be empty: then
// nobody listens.
using Progress = std::function<void(uint64_t done, uint64_t total)>;

}  // namespace plumb
