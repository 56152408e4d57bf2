// SPDX-License-Identifier: Apache-2.0
// An explanation for machines.
#pragma once

#include "base/byte_stream.h"
#include "base/result.h"
#include "query/explanation.h"

namespace plumb::query {

// {"query":…,"start":…,"end":…,"step":…,"at":…,"nodes":[…],"findings":[…],"timings":{…},
// "warnings":[…]}; times and durations in seconds.
Status WriteExplanationJson(const Explanation& explanation, ByteOutput& out);

}  // namespace plumb::query
