// SPDX-License-Identifier: Apache-2.0
// What a request says of who sends it, as headers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fetch/request.h"

namespace plumb::fetch {

// Header names are the same in any case.
bool SameHeaderName(std::string_view a, std::string_view b);
// Appends unless a header of that name is there already.
void AddHeader(std::vector<Header>& headers, std::string_view name, std::string_view value);

// One line `Name: value`, as -H takes it. The error does not repeat the line, which may hold a
// secret.
Result<Header> ParseHeader(std::string_view line);
// The lines of a file that -H @FILE names; empty ones and those that begin with # are skipped.
Result<std::vector<Header>> ReadHeaderFile(const std::string& path);

// All headers of a request: the identity's, its bearer token, which is read now, and the request's
// own. What the user gave wins over what a tool sends by itself.
Result<std::vector<Header>> HeadersOf(const Request& request);

}  // namespace plumb::fetch
