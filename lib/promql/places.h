// SPDX-License-Identifier: Apache-2.0
// The places of a tree, moved: where what was parsed was made of another text.
#pragma once

#include <functional>

#include "promql/ast.h"

namespace plumb::promql {

// Replaces each place in the tree, those of operators and durations included, by `move` of it.
void MovePlaces(Expr& expr, const std::function<Place(Place)>& move);

}  // namespace plumb::promql
