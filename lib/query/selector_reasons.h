// SPDX-License-Identifier: Apache-2.0
// Why a selector has no sample of a series, and what a function of a range made of its samples.
#pragma once

#include "base/result.h"
#include "promql/ast.h"
#include "query/reason_list.h"

namespace plumb::query {

// A selector of one instant, that looks at `look`.
Status ExplainSelector(const promql::VectorSelector& selector, Timestamp look, ReasonList& reasons);

// A range that ends at `look`, as the argument of a call.
Status ExplainRange(const promql::Call& call, const promql::MatrixSelector& matrix, Timestamp look,
                    ReasonList& reasons);

}  // namespace plumb::query
