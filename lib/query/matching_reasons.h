// SPDX-License-Identifier: Apache-2.0
// Which elements a binary operator leaves out at one instant, and why.
#pragma once

#include "base/result.h"
#include "promql/ast.h"
#include "query/reason_list.h"

namespace plumb::query {

// Elements that a comparison drops, and those that find none on the other side.
Status ExplainBinary(const promql::Binary& binary, ReasonList& reasons);

}  // namespace plumb::query
