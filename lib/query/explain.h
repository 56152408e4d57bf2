// SPDX-License-Identifier: Apache-2.0
// Makes the explanation of a query: evaluates it with a profile, then looks for reasons.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "promql/engine.h"
#include "query/explanation.h"
#include "query/variables.h"
#include "sources/source.h"

namespace plumb::query {

// `at`: one of the query's instants, for the reasons. Everything is evaluated here, also of a
// server, whose samples are read for it. Errors as promql::Evaluate.
Result<Explanation> Explain(const promql::Expr& expr, const Expansion& expansion,
                            const sources::OpenSource& source, promql::QueryParams params,
                            promql::EngineOptions options, Timestamp at, const TimeZone& zone,
                            Clock& clock);

}  // namespace plumb::query
