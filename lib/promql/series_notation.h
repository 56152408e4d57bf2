// SPDX-License-Identifier: Apache-2.0
// Series as tests write them: `http_requests{job="api"} 1 2 3-10x4 _x2 stale {{count:3}}`.
// The notation of promqltest and of promtool's unit tests.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/histogram.h"
#include "model/labels.h"

namespace plumb::promql {

// More values than this are a mistake: at 30 s, this is a year.
inline constexpr size_t kMaxSequence = 1'000'000;

struct SequenceValue {
  bool omitted = false;  // `_`
  double value = 0;      // `stale` is model::StaleMarker(): test its bits
  std::shared_ptr<const model::Histogram> histogram;  // null for a float
  bool has_reset_hint = false;  // the histogram says a counter_reset_hint, perhaps `unknown`
};

struct SeriesDescription {
  model::Labels labels;
  std::vector<SequenceValue> values;  // one a step
};

// An error shows the place (promql/parse_error.h). Empty text is no labels and no values.
//
//   a        a value: a number, NaN, Inf, stale, or a {{histogram}}
//   axN      N+1 times a            a+bxN, a-bxN   a, then N times b more or less
//   _        nothing at this step   _xN            N steps of nothing
Result<SeriesDescription> ParseSeriesDescription(std::string_view text);

// The labels alone: `name{a="b"}`.
Result<model::Labels> ParseMetric(std::string_view text);

}  // namespace plumb::promql
