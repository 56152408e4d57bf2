// SPDX-License-Identifier: Apache-2.0
// Counter resets of histograms that are found while reading. Where only counts and sums are read,
// upstream leaves the buckets out and so must look for resets beforehand: a hint is there that
// otherwise would not be (prometheus promql, HistogramStatsIterator).
#pragma once

#include <unordered_set>
#include <vector>

#include "model/histogram.h"
#include "promql/ast.h"

namespace plumb::promql {

// The selectors of whose histograms the expression reads nothing but counts and sums.
std::unordered_set<const VectorSelector*> FindStatsSelectors(const Expr& expr);

// Says of each histogram with an unknown hint whether its counter was reset since the one before.
void DetectResetHints(std::vector<model::HistogramPoint>& points);

}  // namespace plumb::promql
