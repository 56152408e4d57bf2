// SPDX-License-Identifier: Apache-2.0
// A source that evaluates whole expressions itself: a server with the Prometheus query API.
#pragma once

#include <string>

#include "base/duration.h"
#include "base/result.h"
#include "model/query_result.h"

namespace plumb::model {

struct ExpressionQuery {
  std::string text;
  Timestamp start = 0;
  Timestamp end = 0;        // an instant query: the same as `start`
  DurationMs step = 0;      // 0: an instant query at `start`
  DurationMs lookback = 0;  // 0: the server's own
};

class ExpressionSource {
 public:
  virtual ~ExpressionSource() = default;
  // The server's answer, its warnings as annotations. What the server calls wrong has Exit::kUsage
  // and its words; what keeps it from answering has Exit::kOutside.
  virtual Result<QueryResult> Evaluate(const ExpressionQuery& query) const = 0;
};

}  // namespace plumb::model
