// SPDX-License-Identifier: Apache-2.0
// What is wrong with an expression, where, and how to show it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "promql/ast.h"

namespace plumb::promql {

struct ParseError {
  Place place;
  std::string message;  // as upstream words it, since people search for that
  std::string hint;     // what to do about it, or ""
};

using ParseErrors = std::vector<ParseError>;

// Line and column of a byte, both from 1; columns count characters.
struct LineColumn {
  size_t line = 1;
  size_t column = 1;
};
LineColumn FindLineColumn(std::string_view text, size_t byte);

// The line of the place with a caret under it, as two lines without a newline at the end. Long
// lines are cut around the place; control characters are made visible.
std::string RenderPlace(std::string_view text, Place place);

// `1:5: parse error: …`, then RenderPlace(), then the hint. Without a newline at the end.
std::string RenderParseError(std::string_view text, const ParseError& error);

// The first error, rendered, as an Error of wrong usage. REQUIRES: !errors.empty()
Error ToError(std::string_view text, const ParseErrors& errors);

}  // namespace plumb::promql
