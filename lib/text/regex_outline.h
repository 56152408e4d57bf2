// SPDX-License-Identifier: Apache-2.0
// What can be said of a regular expression's matches without running it: the texts they start with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plumb::text {

// Every match begins with one of `texts`; if `exact`, the matches are these texts and no others.
struct RegexOutline {
  std::vector<std::string> texts = {""};
  bool exact = false;
  // Only characters, escaped characters, alternatives and unnamed groups: valid by construction, so
  // that RE2 need not be asked about it.
  bool plain = false;
};

// The outline of a pattern in RE2's syntax, anchored at both ends. It says "anything" ({""}, not
// exact) about all it does not know. For an invalid pattern it means nothing, but `plain` is false.
RegexOutline OutlineRegex(std::string_view pattern);

}  // namespace plumb::text
