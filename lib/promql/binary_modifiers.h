// SPDX-License-Identifier: Apache-2.0
// What stands between an operator and its right side, and behind by/without: lists of labels.
#pragma once

#include <string>
#include <vector>

#include "promql/token_stream.h"

namespace plumb::promql {

// (a, b, "c.d",). False: an error was noted that ends parsing.
bool ParseLabelList(TokenStream& in, std::vector<std::string>& labels);

// bool, on/ignoring (…), group_left/group_right (…), fill…(…), all optional, into `binary`.
// Sets binary.matching. False: an error was noted that ends parsing.
bool ParseBinaryModifiers(TokenStream& in, Binary& binary);

}  // namespace plumb::promql
