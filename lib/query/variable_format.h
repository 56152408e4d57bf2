// SPDX-License-Identifier: Apache-2.0
// The values of a variable as the text that stands for it, in the formats of Grafana that mean
// something in PromQL.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace plumb::query {

// `format` is what stands behind the colon of ${name:format}, "" for none. `quote` is the quote
// that the text stands in, 0 for none: what would end or change the string is escaped. The error of
// an unknown format says which there are.
Result<std::string> FormatVariable(const std::vector<std::string>& values, std::string_view format,
                                   char quote);

}  // namespace plumb::query
