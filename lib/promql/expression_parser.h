// SPDX-License-Identifier: Apache-2.0
// The grammar of expressions: operators, calls, aggregations, literals, parentheses.
#pragma once

#include "promql/token_stream.h"

namespace plumb::promql {

// A whole expression, up to the first token that cannot belong to it. nullptr: an error that ends
// parsing was noted. With a tree, there may still be errors noted that do not.
ExprPtr ParseOperators(TokenStream& in);

}  // namespace plumb::promql
