// SPDX-License-Identifier: Apache-2.0
// A syntax tree as text: PromQL in its canonical form, on one line.
#pragma once

#include <string>

#include "promql/ast.h"

namespace plumb::promql {

// The expression as Prometheus prints it. Parsing that gives the same tree.
std::string Print(const Expr& expr);

// --- Parts of it, for the prettifier and the tree ---

// `sum by (a, b) ` or `sum`
std::string PrintAggregator(const Aggregate& aggregate);
// `== bool`, `+ on (a) group_left (b)`
std::string PrintOperator(const Binary& binary);
// `[5m:1m] @ end() offset 1h`
std::string PrintSubquerySuffix(const Subquery& subquery);

}  // namespace plumb::promql
