// SPDX-License-Identifier: Apache-2.0
// An explanation for people, and as JSON for machines.
#pragma once

#include <string>

#include "base/result.h"
#include "formats/output.h"
#include "query/explanation.h"

namespace plumb::query {

// The tree as a table of aligned columns, then what the parts took, then the reasons by node.
// Times are in the options' zone.
Status WriteExplanation(const Explanation& explanation, const formats::Output& output);

// {"query":…,"start":…,"end":…,"step":…,"at":…,"nodes":[…],"findings":[…],"timings":{…},
// "warnings":[…]}; times and durations in seconds.
Status WriteExplanationJson(const Explanation& explanation, ByteOutput& out);

}  // namespace plumb::query
