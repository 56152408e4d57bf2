// SPDX-License-Identifier: Apache-2.0
// Numbers at the start of a text, read without finding their end first: the inner loop of the
// readers.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/number.h"

namespace plumb::formats {

inline bool IsDigit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}
inline bool IsBlank(char c) {
  return c == ' ' || c == '\t';
}

// The end of the run of bytes up to the next blank.
inline const char* TokenEnd(const char* p, const char* end) {
  while (p != end && !IsBlank(*p)) ++p;
  return p;
}

namespace internal {

inline constexpr std::array<double, 23> kPowersOfTen = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// Whether all eight bytes are digits.
inline bool AreDigits(uint64_t bytes) {
  constexpr uint64_t kEach = 0x0101010101010101;
  // '0' to '9' have 3 in their upper half, and keep it when 6 is added.
  return (bytes & (bytes + 6 * kEach) & 0xf0 * kEach) == 0x30 * kEach;
}

// The number that eight digits are, the first in the lowest byte: neighbours are put together to
// pairs, to fours, to eight.
inline uint64_t EightDigits(uint64_t bytes) {
  bytes = (bytes & 0x0f0f0f0f0f0f0f0f) * (1 + (10 << 8)) >> 8;
  bytes = (bytes & 0x00ff00ff00ff00ff) * (1 + (100 << 16)) >> 16;
  return (bytes & 0x0000ffff0000ffff) * (1 + (uint64_t{10'000} << 32)) >> 32;
}

// Eats digits into `mantissa`; the count of digits.
inline int TakeDigits(const char*& p, const char* end, uint64_t& mantissa) {
  constexpr int kAtOnce = sizeof(uint64_t);
  static_assert(std::endian::native == std::endian::little);
  const char* start = p;
  for (uint64_t bytes = 0; end - p >= kAtOnce; p += kAtOnce) {
    std::memcpy(&bytes, p, kAtOnce);
    if (!AreDigits(bytes)) break;
    mantissa = mantissa * 100'000'000 + EightDigits(bytes);
  }
  while (p != end && IsDigit(*p)) mantissa = mantissa * 10 + static_cast<uint64_t>(*p++ - '0');
  return static_cast<int>(p - start);
}

}  // namespace internal

// Reads a decimal that is exact in one multiplication or division (Clinger: a mantissa up to 2^53
// and a power of ten up to 22); false for everything else, with p unchanged.
inline bool ScanShortDecimal(const char*& p, const char* end, double& value) {
  const char* at = p;
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  uint64_t mantissa = 0;
  int digits = internal::TakeDigits(at, end, mantissa);
  int power = 0;
  if (at != end && *at == '.') {
    ++at;
    const int behind = internal::TakeDigits(at, end, mantissa);
    digits += behind;
    power = -behind;
  }
  if (digits == 0 || digits > 18) return false;
  if (at != end && (*at == 'e' || *at == 'E')) {
    ++at;
    const bool below = at != end && *at == '-';
    if (at != end && (*at == '-' || *at == '+')) ++at;
    uint64_t exponent = 0;
    const int exponent_digits = internal::TakeDigits(at, end, exponent);
    if (exponent_digits == 0 || exponent_digits > 3) return false;
    power += below ? -static_cast<int>(exponent) : static_cast<int>(exponent);
  }
  if (mantissa > (uint64_t{1} << 53) || power < -22 || power > 22) return false;
  if (at != end && !IsBlank(*at)) return false;
  double v = static_cast<double>(mantissa);
  if (power < 0) {
    v /= internal::kPowersOfTen[static_cast<size_t>(-power)];
  } else {
    v *= internal::kPowersOfTen[static_cast<size_t>(power)];
  }
  value = negative ? -v : v;
  p = at;
  return true;
}

// Reads the float up to the next blank. False if it is none, with p unchanged.
inline bool ScanFloat(const char*& p, const char* end, double& value) {
  if (ScanShortDecimal(p, end, value)) return true;
  const char* stop = TokenEnd(p, end);
  const auto parsed = ParseFloat({p, static_cast<size_t>(stop - p)});
  if (!parsed) return false;
  value = *parsed;
  p = stop;
  return true;
}

}  // namespace plumb::formats
