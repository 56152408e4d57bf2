// SPDX-License-Identifier: Apache-2.0
// Doubles as whole numbers: values of metrics are decimals of few digits, so v = m / 10^e with a
// small e for a whole column, and m packs far better than the bits of v (ALP, Afroozeh et al.
// 2023).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace plumb::encoding {

// A quotient of two numbers that doubles hold exactly is rounded once, so it is the same double
// that reading the decimal text gives (Clinger 1990): needs |m| < 2^53 and e <= 22.
inline constexpr unsigned kMaxExponent = 14;
inline constexpr double kMaxMantissa = 9007199254740992.0;  // 2^53

// m / 10^exponent. REQUIRES: exponent <= kMaxExponent
double FromDecimal(int64_t mantissa, unsigned exponent);
void FromDecimals(std::span<const int64_t> mantissas, unsigned exponent, std::span<double> values);

// Whether a double is a whole number of less than 2^53, and its bits are those of that number.
bool IsWhole(double value);
// Adds whole numbers, wrapping around; false where one of the values is none.
// REQUIRES: values.size() == numbers.size()
bool AddWhole(std::span<const double> values, std::span<int64_t> numbers);

struct Decimals {
  unsigned exponent = 0;
  std::vector<int64_t> mantissas;  // one a value; 0 for those that are no decimals
  std::vector<uint32_t>
      misfits;  // indexes of those, ascending: NaN, infinities, -0, long fractions
};

// The exponent that makes the column short: one that fits all values, or fits them but for a few.
// Every other value comes back bit for bit from FromDecimal.
Decimals ToDecimals(std::span<const double> values);

}  // namespace plumb::encoding
