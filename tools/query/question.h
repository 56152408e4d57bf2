// SPDX-License-Identifier: Apache-2.0
// EXPR as it is understood: its variables replaced, parsed.
#pragma once

#include "base/result.h"
#include "cli/io.h"
#include "cli/time_options.h"
#include "promql/ast.h"
#include "query/variables.h"
#include "sources/source.h"
#include "tools/query/options.h"

namespace plumb {

struct Question {
  query::Expansion expansion;
  // Null where only the server that is asked may understand it (MetricsQL).
  promql::ExprPtr tree;
};

// Before the source is opened, so with variables of time as they are by default. Exit::kUsage for
// what cannot be understood.
Result<Question> Understand(const QueryOptions& o);

// The same at the times that are asked about, with the interval of the source's data.
Result<Question> UnderstandAt(const QueryOptions& o, Question before,
                              const sources::OpenSource& source, const cli::TimeChoice& time,
                              cli::Io& io);

}  // namespace plumb
