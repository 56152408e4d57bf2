// SPDX-License-Identifier: Apache-2.0
// What a server says is wrong with an expression, shown as our own parser shows it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "query/variables.h"

namespace plumb::query {

// `invalid parameter "query": 1:5: parse error: …` gets the line of the expression with a caret
// under the place; other words stand alone. `server` is a name for messages, in quotes.
// What was asked is `expansion`'s text; what is shown is its original.
Error ShowServerWords(std::string_view words, const Expansion& expansion, std::string_view server);

}  // namespace plumb::query
