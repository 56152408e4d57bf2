// SPDX-License-Identifier: Apache-2.0
// The series of a server with the Prometheus query API: what it has, and their raw samples.
#pragma once

#include <memory>

#include "model/series_source.h"
#include "sources/prometheus_api.h"

namespace plumb::sources {

std::unique_ptr<model::SeriesSource> MakeApiSeries(std::shared_ptr<const PrometheusApi> api);

}  // namespace plumb::sources
