// SPDX-License-Identifier: Apache-2.0
// Times as the exposition formats write them.
#pragma once

#include "base/time_zone.h"
#include "formats/dialect.h"

namespace plumb::formats {

// Reads one time, up to the next blank, as `rule` says. False if it is none or beyond what a time
// can be, with p unchanged.
bool ScanTime(const char*& p, const char* end, TimeRule rule, Timestamp& time);

}  // namespace plumb::formats
