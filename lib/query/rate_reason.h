// SPDX-License-Identifier: Apache-2.0
// What made a rate, increase or delta: its first and last sample, resets, extrapolation.
#pragma once

#include <string>

#include "model/series_source.h"
#include "promql/function.h"
#include "query/reason_list.h"

namespace plumb::query {

// A clause on the floats of a column in (from, to]. REQUIRES: at least two of them, no histograms;
// function.extends is not kNo
std::string RateText(const promql::FunctionRow& function, const model::SampleColumn& column,
                     Timestamp from, Timestamp to, const ReasonList& reasons);

}  // namespace plumb::query
