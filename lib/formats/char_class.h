// SPDX-License-Identifier: Apache-2.0
// What a byte can be in an exposition format, by table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace plumb::formats {

enum CharClass : uint8_t {
  kNameStart = 1,    // of a label name
  kNameChar = 2,     // in a label name
  kMetricStart = 4,  // as kNameStart, and the colon
  kMetricChar = 8,
  kSpecial = 16,  // in a quoted text: ends it, escapes, or is not ASCII
};

constexpr std::array<uint8_t, 256> MakeClasses() {
  std::array<uint8_t, 256> classes{};
  for (size_t c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool digit = c >= '0' && c <= '9';
    if (letter) classes[c] |= kNameStart | kNameChar | kMetricStart | kMetricChar;
    if (digit) classes[c] |= kNameChar | kMetricChar;
    if (c == ':') classes[c] |= kMetricStart | kMetricChar;
    if (c == '"' || c == '\\' || c >= 0x80) classes[c] |= kSpecial;
  }
  return classes;
}
inline constexpr std::array<uint8_t, 256> kClasses = MakeClasses();

inline bool Is(char c, uint8_t wanted) {
  return (kClasses[static_cast<unsigned char>(c)] & wanted) != 0;
}

inline const char* SkipWhile(const char* p, const char* end, uint8_t wanted) {
  while (p != end && Is(*p, wanted)) ++p;
  return p;
}

}  // namespace plumb::formats
