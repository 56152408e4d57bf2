// SPDX-License-Identifier: Apache-2.0
// The values of number and duration literals.
#pragma once

#include <string_view>

#include "base/result.h"

namespace plumb::promql {

// A number as Go reads literals: decimal, 0x1f, 0o17, 0755 (octal), 1_000, 1e3, Inf, NaN.
Result<double> ParseNumberLiteral(std::string_view text);

// `5m`, `1h30m`, in seconds.
Result<double> ParseDurationLiteral(std::string_view text);

}  // namespace plumb::promql
