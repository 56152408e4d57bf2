// SPDX-License-Identifier: Apache-2.0
// plumb-query --explain: what a query did and why points are missing, instead of its answer.
#pragma once

#include "cli/tool.h"
#include "tools/query/options.h"
#include "tools/query/question.h"

namespace plumb {

// The times of the query; beside --from, --at is not one of them but which step is explained.
cli::TimeOptions TimesOf(const QueryOptions& o);

// `open_ns`: what opening the source took.
cli::RunResult RunExplain(const QueryOptions& o, const promql::EngineOptions& engine,
                          Question question, const sources::OpenSource& source,
                          const formats::OutputTarget& target, int64_t open_ns, cli::Io& io);

}  // namespace plumb
