// SPDX-License-Identifier: Apache-2.0
// Whether the values of a tree's nodes go where they stand.
#pragma once

#include <string_view>

#include "promql/ast.h"
#include "promql/parse_error.h"

namespace plumb::promql {

// Checks all nodes and completes them: drops `matching` where a side is not a vector, makes that of
// set operators many-to-many, marks the label selectors of info(). `text` is what the places refer
// to.
ParseErrors CheckTypes(Expr& expr, std::string_view text);

}  // namespace plumb::promql
