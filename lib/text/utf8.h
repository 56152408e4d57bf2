// SPDX-License-Identifier: Apache-2.0
// UTF-8: validity, code points, and how many terminal cells a text takes. Independent of the
// locale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace plumb::text {

bool IsValidUtf8(std::string_view text);

// Decodes the code point at `position` and moves past it. An invalid byte gives U+FFFD and moves by
// one. REQUIRES: position < text.size()
char32_t DecodeUtf8(std::string_view text, size_t& position);
void AppendUtf8(std::string& out, char32_t code_point);

// Cells a text takes on a terminal: wide East Asian and emoji 2, combining and controls 0
// (utf8proc).
size_t DisplayWidth(std::string_view text);
// The text cut to at most `width` cells; if cut, with an ellipsis in the middle (names differ at
// their ends).
std::string TruncateMiddle(std::string_view text, size_t width);
// Padded with spaces to `width` cells, on the right or on the left.
std::string PadRight(std::string_view text, size_t width);
std::string PadLeft(std::string_view text, size_t width);

}  // namespace plumb::text
