// SPDX-License-Identifier: Apache-2.0
// An explanation for people.
#pragma once

#include "base/result.h"
#include "formats/output.h"
#include "query/explanation.h"

namespace plumb::query {

// The tree as a table of aligned columns, then what the parts took, then the reasons by node.
// Times are in the options' zone.
Status WriteExplanation(const Explanation& explanation, const formats::Output& output);

}  // namespace plumb::query
