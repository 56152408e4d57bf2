// SPDX-License-Identifier: Apache-2.0
// What `plumb-query --functions` prints: the rows of functions, aggregators,
// operators and modifiers, for people.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace plumb::query {

// All of them by family, a line each: signature and help.
std::string FunctionList();
// One: signature, help, checked example. The error of an unknown name says the nearest.
Result<std::string> FunctionPage(std::string_view name);

}  // namespace plumb::query
