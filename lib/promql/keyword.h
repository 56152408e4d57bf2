// SPDX-License-Identifier: Apache-2.0
// Operators and modifiers of PromQL as rows, for help; the parser has its own grammar of them.
#pragma once

#include <span>
#include <string_view>

namespace plumb::promql {

struct KeywordRow {
  std::string_view name;
  std::string_view signature;  // how it is written
  std::string_view help;       // one line
  std::string_view example;    // "expression => result", at time 600 over no data; run as a test
  bool experimental = false;
};

// In the order of their precedence, modifiers behind operators.
std::span<const KeywordRow> AllKeywords();
// nullptr if there is none of this name. Upper case is accepted, as in expressions.
const KeywordRow* FindKeyword(std::string_view name);

}  // namespace plumb::promql
