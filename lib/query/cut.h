// SPDX-License-Identifier: Apache-2.0
// Answers cut to their first elements, as the `limit` of the Prometheus API does it.
#pragma once

#include <cstddef>
#include <string_view>

#include "formats/output.h"
#include "model/query_result.h"

namespace plumb::query {

// What is warned of then, in the API's words.
inline constexpr std::string_view kCut = "results truncated due to limit";

// Keeps `limit` series at most (0: all), and adds a warning if there were more.
void CutSeries(model::QueryResult& result, size_t limit);
// Keeps `limit` lines at most (0: all); whether there were more.
bool CutListing(formats::Listing& listing, size_t limit);

}  // namespace plumb::query
