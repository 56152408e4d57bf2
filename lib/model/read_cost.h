// SPDX-License-Identifier: Apache-2.0
// What reading samples touched in their source.
#pragma once

#include <cstdint>

namespace plumb::model {

struct ReadCost {
  uint64_t rows = 0;      // scrapes that were read one by one
  uint64_t segments = 0;  // packed columns of an hour or more
  uint64_t bytes = 0;     // of both
};

}  // namespace plumb::model
