// SPDX-License-Identifier: Apache-2.0
// Selectors, and what may stand behind them: [range], [range:step], offset, @, anchored, smoothed.
#pragma once

#include "promql/token_stream.h"

namespace plumb::promql {

// Whether a selector may begin with this token: a name, a word that is legal as one, or a brace.
bool BeginsSelector(const Token& token);

// `name{…}`, `name` or `{…}`. REQUIRES: BeginsSelector(in.Peek()). nullptr: an error ends parsing.
std::unique_ptr<VectorSelector> ParseVectorSelector(TokenStream& in);

// All range and time modifiers behind an expression. nullptr: an error ends parsing.
ExprPtr ParseModifiers(TokenStream& in, ExprPtr expr);

}  // namespace plumb::promql
