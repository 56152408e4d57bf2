// SPDX-License-Identifier: Apache-2.0
// How the elements of two vectors find each other in a comparison whose losers are of interest: as
// promql/vector_matching.h does it, but an element that finds nobody is kept.
#pragma once

#include <vector>

#include "base/result.h"
#include "check/tracks.h"
#include "promql/ast.h"
#include "promql/steps.h"

namespace plumb::check {

Result<std::vector<Track>> MatchVectors(const promql::VectorMatching& matching,
                                        promql::StepVector left, promql::StepVector right,
                                        const promql::Steps& steps);

}  // namespace plumb::check
