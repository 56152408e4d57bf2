// SPDX-License-Identifier: Apache-2.0
// Evaluates a PromQL expression over a source of series.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/duration.h"
#include "base/result.h"
#include "model/query_result.h"
#include "model/series_source.h"
#include "promql/ast.h"

namespace plumb::promql {

class Profile;  // promql/profile.h

struct QueryParams {
  Timestamp start = 0;
  Timestamp end = 0;      // an instant query: the same as `start`
  DurationMs step = 0;    // 0: an instant query at `start`
  std::string text = {};  // what was parsed; for the places in annotations
};

// How far an instant selector looks back where that follows from the data: 2.5 times the usual
// distance of the samples, within these bounds. So hourly data does not vanish between its samples.
inline constexpr DurationMs kMinAutoLookback = 5 * kMinute;
inline constexpr DurationMs kMaxAutoLookback = 3 * kDay;

struct EngineOptions {
  DurationMs lookback = 0;             // 0: by the data, see above; Prometheus' default is 5 m
  DurationMs subquery_step = kMinute;  // of `[5m:]`
  // Names are dropped when the query is done, so that `by (__name__)` sees them
  // (Prometheus' promql-delayed-name-removal).
  bool delayed_name_removal = false;
  // Counters that know since when they count are reset where that changes
  // (Prometheus' use-start-timestamps).
  bool use_start_times = false;
  // Only samples as they were stored (0), or only rollups of this resolution; nullopt: samples
  // where there are some, else the finest rollups. Not asked of sources without rollups.
  std::optional<DurationMs> tier = std::nullopt;
  // Remarks of ours besides upstream's annotations: a range that is too short for the data.
  bool hints = true;
  unsigned threads = 2;
  uint64_t max_memory = uint64_t{1} << 30;  // bytes of intermediate and final results; 0: no limit
  uint64_t max_samples = 0;                 // samples read from the source; 0: no limit
  // Gets what the evaluation did, node by node; it then has one thread. REQUIRES: outlives it
  Profile* profile = nullptr;
};

// The result is the same to the bit for any number of threads. An instant query gives a scalar,
// string, vector or matrix as the expression says; a range query always a matrix sorted by labels.
// Errors of the expression have Exit::kUsage and upstream's texts; limits have Exit::kOutside.
Result<model::QueryResult> Evaluate(const Expr& expr, const model::SeriesSource& source,
                                    const QueryParams& params, const EngineOptions& options);

// The value of a part of a query's expression at one of the query's instants, as the query meets it
// there: `params` are those of the whole. REQUIRES: of type vector or scalar
Result<model::QueryResult> EvaluateAt(const Expr& part, Timestamp time,
                                      const model::SeriesSource& source, const QueryParams& params,
                                      const EngineOptions& options);

}  // namespace plumb::promql
