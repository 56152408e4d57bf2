// SPDX-License-Identifier: Apache-2.0
// Durations of selectors: a number, a duration, or an expression of them.
#pragma once

#include <string_view>

#include "promql/token_stream.h"

namespace plumb::promql {

// In [ ]: a whole expression. `context` and `expected` are for the message where none begins.
// False: an error was noted that ends parsing. Errors of value are noted, too, and true is
// returned.
bool ParseRangeDuration(TokenStream& in, std::string_view context, std::string_view expected,
                        DurationOf& duration);

// Behind `offset`: a number, a duration, step(), range(), min_of(…), max_of(…) or an expression in
// parentheses, each with an optional sign. `offset 5s-8` is a subtraction from the selector.
bool ParseOffsetDuration(TokenStream& in, DurationOf& duration);

}  // namespace plumb::promql
