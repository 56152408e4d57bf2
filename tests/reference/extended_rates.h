// SPDX-License-Identifier: Apache-2.0
// `anchored` and `smoothed` ranges in the reference evaluator.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "promql/ast.h"
#include "value.h"

namespace plumb::reference {

// The value at `at` on the line from one sample to the next.
double OnTheLine(const Point& before, const Point& after, Timestamp at);

// rate, increase, delta, changes and resets of one window with such edges; nullopt: no result.
std::optional<double> ExtendedRangeValue(std::string_view function, promql::RangeEdges edges,
                                         const std::vector<Point>& points, Timestamp from,
                                         Timestamp to);

}  // namespace plumb::reference
