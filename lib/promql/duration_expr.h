// SPDX-License-Identifier: Apache-2.0
// The value of a duration that is an expression: `[5m*2]`, `offset step()`.
#pragma once

#include "base/duration.h"
#include "base/result.h"
#include "promql/ast.h"

namespace plumb::promql {

// What step() and range() say: the query's step and the length from its start to its end.
struct DurationContext {
  DurationMs step = 0;
  DurationMs range = 0;
};

// Ranges and steps must be above zero; offsets may be anything.
enum class DurationUse { kRange, kOffset };

// The value of a duration in a query. An error says `duration must be greater than 0`, `division by
// zero` or `duration out of range`, as upstream.
Result<DurationMs> ResolveDuration(const DurationOf& duration, DurationUse use,
                                   const DurationContext& context);

// Whether the expression has the same value in every query: no step(), no range().
bool IsConstant(const DurationExpr& expr);

// The expression's value in seconds.
Result<double> EvaluateDuration(const DurationExpr& expr, const DurationContext& context);

// Seconds to milliseconds, rounded; an error if that is more than Prometheus' durations hold (292
// years).
Result<DurationMs> DurationFromSeconds(double seconds);

DurationExprPtr Clone(const DurationExpr& expr);
bool SameTree(const DurationExpr& a, const DurationExpr& b);

}  // namespace plumb::promql
