// SPDX-License-Identifier: Apache-2.0
// A syntax tree as PromQL over several lines, as promtool's formatter writes it.
#pragma once

#include <cstddef>
#include <string>

#include "promql/ast.h"

namespace plumb::promql {

inline constexpr size_t kPrettyWidth = 100;  // upstream's

// What fits into `width` cells stays on one line; the rest is split at calls, operators and
// parentheses and indented by two spaces a level. Without a newline at the end.
std::string Prettify(const Expr& expr, size_t width = kPrettyWidth);

}  // namespace plumb::promql
