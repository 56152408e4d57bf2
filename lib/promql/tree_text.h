// SPDX-License-Identifier: Apache-2.0
// A syntax tree drawn as an indented list, for people who ask how an expression was understood.
#pragma once

#include <string>

#include "promql/ast.h"

namespace plumb::promql {

// One line a node, children below it and deeper, each line ended:
//
//   aggregate sum by (job)            instant vector
//     call rate                       instant vector
//       matrix selector up[5m]        range vector
std::string TreeText(const Expr& expr);

}  // namespace plumb::promql
