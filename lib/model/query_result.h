// SPDX-License-Identifier: Apache-2.0
// The answer to a PromQL query, wherever it was evaluated.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "model/rollup.h"
#include "model/series.h"

namespace plumb::model {

enum class ResultType { kScalar, kString, kVector, kMatrix };

// `scalar`, `string`, `vector`, `matrix`: the Prometheus API's words.
std::string_view ResultTypeText(ResultType type);

struct Annotation {
  enum class Level { kInfo, kWarning };
  Level level = Level::kWarning;
  std::string text;  // as upstream's: `PromQL warning: … (1:5)`
  bool operator==(const Annotation&) const = default;
};

struct QueryResult {
  ResultType type = ResultType::kVector;
  // kScalar: one series without labels. kVector: one sample a series, in the order of the query
  // (sort, topk) or by labels. kMatrix: many, sorted by labels. Never a stale marker.
  std::vector<Series> series;
  std::string text;  // kString
  std::vector<Annotation> annotations;
  std::vector<RollupSpan> rollups;  // that the samples of its selectors were, coarsest first

  // What was asked, for titles and the `#! query` line.
  std::string expression;
  Timestamp start = 0;  // instant: start == end
  Timestamp end = 0;
  DurationMs step = 0;  // 0 for an instant query
  std::string unit;     // Prometheus unit word (seconds, bytes, …) or "" if not known
};

}  // namespace plumb::model
