// SPDX-License-Identifier: Apache-2.0
// Small letters, of ASCII only: whatever the locale says.
#pragma once

#include <string>
#include <string_view>

namespace plumb::text {

inline std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

}  // namespace plumb::text
