// SPDX-License-Identifier: Apache-2.0
// Exposition text of any level as an input of ReadAny.
#pragma once

#include "formats/dialect.h"
#include "formats/read_any.h"

namespace plumb::formats {

// Samples go to input.source; `#! query`, `#! unit` and `#! string` are kept.
Status ReadExpositionInput(ByteInput& in, Level level, ReadInput& input);

}  // namespace plumb::formats
