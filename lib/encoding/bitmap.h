// SPDX-License-Identifier: Apache-2.0
// Sets of small numbers as bits: number i is bit i % 8 of byte i / 8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plumb::encoding {

constexpr size_t BitmapBytes(size_t bits) {
  return (bits + 7) / 8;
}

// REQUIRES: bit / 8 is inside `bitmap`.
inline bool TestBit(const char* bitmap, size_t bit) {
  return ((static_cast<unsigned char>(bitmap[bit / 8]) >> (bit % 8)) & 1) != 0;
}
inline void SetBit(char* bitmap, size_t bit) {
  bitmap[bit / 8] =
      static_cast<char>(static_cast<unsigned char>(bitmap[bit / 8]) | (1u << (bit % 8)));
}

}  // namespace plumb::encoding
