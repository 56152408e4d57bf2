// SPDX-License-Identifier: Apache-2.0
// PromQL text to a checked syntax tree. Takes everything that Prometheus 3.14 takes, its
// experimental functions and modifiers included.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "model/matcher.h"
#include "promql/ast.h"
#include "promql/parse_error.h"

namespace plumb::promql {

// Nodes of a tree on top of each other, and brackets inside each other. Real queries have tens;
// machines chain some hundreds (`a or b or …`). The stack of a thread (8 MiB) holds this many
// levels of the parser and of the evaluator under the sanitizers too, whose frames are several
// times the usual size.
inline constexpr size_t kMaxDepth = 1000;

// The tree, or an error that shows the place in the expression (promql/parse_error.h).
Result<ExprPtr> ParseExpression(std::string_view text);

// A selector alone, `up{job="node"}`: what it asks of the labels.
Result<model::Matchers> ParseSelector(std::string_view text);

// The tree, or all errors that were found in the order found: for tests and front ends that show
// them in their own way. `expr` is null exactly when there are errors.
struct Parsed {
  ExprPtr expr;
  ParseErrors errors;
};
Parsed ParseWithErrors(std::string_view text);

}  // namespace plumb::promql
