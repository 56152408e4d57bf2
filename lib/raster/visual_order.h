// SPDX-License-Identifier: Apache-2.0
// Texts as they are seen, from left to right: Hebrew and Arabic run the other way, and the letters
// of Arabic join.
#pragma once

#include <string>
#include <string_view>

namespace plumb::raster {

// UTF-8 to UTF-8. A text without letters that run from right to left is given back as it is. Arabic
// letters become those of Unicode's presentation forms, which fonts have as they have any letter;
// scripts that need more than that (those of India, say) stay letters one behind the other.
std::string InVisualOrder(std::string_view text);

}  // namespace plumb::raster
