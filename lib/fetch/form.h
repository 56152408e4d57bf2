// SPDX-License-Identifier: Apache-2.0
// Parameters of a request as text: what stands behind the ? of a URL, or is the body of a form.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumb::fetch {

using Form = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

// `name=value&name=value`, every byte that is not unreserved (RFC 3986) as %XX.
std::string FormText(const Form& form);
std::string PercentEncoded(std::string_view text);

}  // namespace plumb::fetch
