// SPDX-License-Identifier: Apache-2.0
// Exposition text of any level as an input format.
#pragma once

#include "formats/dialect.h"
#include "formats/input_format.h"

namespace plumb::formats {

Status ReadExpositionInput(ByteInput& in, Level level, Reading& reading);

}  // namespace plumb::formats
