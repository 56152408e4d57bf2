// SPDX-License-Identifier: Apache-2.0
// The unit id that suits what Prometheus says of a metric: its name's suffix, its `# UNIT` word,
// and what a query does with it.
#pragma once

#include <string_view>

namespace plumb::units {

struct MetricHint {
  std::string_view metric;      // "node_memory_MemFree_bytes", or ""
  std::string_view unit_word;   // of `# UNIT` or `#! unit`: "bytes", or ""
  std::string_view expression;  // the PromQL that made the series, or ""
};

// "bytes", "s", "percentunit", "Bps", "reqps" …; "short" if nothing is known. An expression is
// believed only where its shape keeps the unit: selectors, aggregations, *_over_time, and rates
// (per second).
std::string_view UnitIdFor(const MetricHint& hint);

}  // namespace plumb::units
