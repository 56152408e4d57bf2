// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648), in which terminals take pictures.
#pragma once

#include <string>
#include <string_view>

namespace plumb::render {

// With padding, without line breaks.
std::string Base64(std::string_view bytes);

}  // namespace plumb::render
