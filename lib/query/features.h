// SPDX-License-Identifier: Apache-2.0
// The feature flags of Prometheus (--enable-feature) that change what a query means.
#pragma once

#include <string_view>

#include "base/result.h"
#include "promql/engine.h"

namespace plumb::query {

// `a,b`: turns them on. Names of what is always on here are taken; the error of an unknown one says
// which there are.
Status EnableFeatures(std::string_view list, promql::EngineOptions& options);

}  // namespace plumb::query
