// SPDX-License-Identifier: Apache-2.0
// Whole expressions asked of a server with the Prometheus query API.
#pragma once

#include <memory>

#include "model/expression_source.h"
#include "sources/prometheus_api.h"

namespace plumb::sources {

// Prometheus answers at most 11,000 steps; one that asks for more is asked in parts.
inline constexpr int64_t kMaxSteps = 11'000;

std::unique_ptr<model::ExpressionSource> MakeApiExpressions(
    std::shared_ptr<const PrometheusApi> api);

}  // namespace plumb::sources
