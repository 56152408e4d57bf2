#include "encoding/decimal.h"

#include <array>
#include <bit>
#include <cmath>

#include "base/wide_loops.h"

namespace plumb::encoding {

namespace {

constexpr std::array<double, kMaxExponent + 1> kPower = {1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6, 1e7,
                                                         1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
constexpr uint8_t kNone = kMaxExponent + 1;

// What an odd value costs, and what one more digit costs each of the others, in bits.
constexpr double kMisfitBits = 80;
constexpr double kDigitBits = 3.33;

bool Fits(double value, unsigned exponent, int64_t& mantissa) {
  const double scaled = value * kPower[exponent];
  if (!(scaled < kMaxMantissa && scaled > -kMaxMantissa)) return false;  // NaN too
  mantissa = std::llrint(scaled);
  return std::bit_cast<uint64_t>(FromDecimal(mantissa, exponent)) == std::bit_cast<uint64_t>(value);
}

uint8_t LeastExponent(double value) {
  int64_t mantissa = 0;
  if (!std::isfinite(value)) return kNone;
  for (uint8_t exponent = 0; exponent <= kMaxExponent; ++exponent)
    if (Fits(value, exponent, mantissa)) return exponent;
  return kNone;
}

// Values that need an exponent above the chosen one are misfits.
unsigned ChooseExponent(const std::array<uint32_t, kNone + 1>& needed, size_t count) {
  unsigned best = 0;
  double best_bits = INFINITY;
  size_t above = count;
  for (unsigned exponent = 0; exponent <= kMaxExponent; ++exponent) {
    above -= needed[exponent];
    const double bits = kMisfitBits * static_cast<double>(above) +
                        kDigitBits * exponent * static_cast<double>(count - above);
    if (bits >= best_bits) continue;
    best_bits = bits;
    best = exponent;
  }
  return best;
}

}  // namespace

double FromDecimal(int64_t mantissa, unsigned exponent) {
  return static_cast<double>(mantissa) / kPower[exponent];
}

namespace {

// Between whole numbers and doubles without the conversion of one at a time that the instruction
// set has: the bits of 1.5 * 2^52 plus a small number are the double that is that much larger.
constexpr double kBase = 6755399441055744.0;  // 1.5 * 2^52
constexpr auto kBaseBits = std::bit_cast<uint64_t>(kBase);
constexpr uint64_t kHalf = uint64_t{1} << 51;

// False, and nothing of use was written, where one of them is not small enough.
bool ConvertSmall(std::span<const int64_t> numbers, std::span<double> values) {
  uint64_t beyond = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    const auto number = static_cast<uint64_t>(numbers[i]);
    beyond |= (number + kHalf) >> 52;
    values[i] = std::bit_cast<double>(number + kBaseBits) - kBase;
  }
  return beyond == 0;
}

// False, and nothing was added, where one of them is not small enough or not whole.
bool AddSmall(std::span<const double> values, std::span<int64_t> numbers) {
  uint64_t odd = 0;
  uint64_t beyond = 0;  // NaN and infinities too
  for (const double value : values) {
    const double moved = value + kBase;
    odd |= std::bit_cast<uint64_t>(moved - kBase) ^ std::bit_cast<uint64_t>(value);
    beyond |= (std::bit_cast<uint64_t>(moved) - kBaseBits + kHalf) >> 52;
  }
  if ((odd | beyond) != 0) return false;
  for (size_t i = 0; i < values.size(); ++i)
    numbers[i] = static_cast<int64_t>(static_cast<uint64_t>(numbers[i]) +
                                      std::bit_cast<uint64_t>(values[i] + kBase) - kBaseBits);
  return true;
}

}  // namespace

bool IsWhole(double value) {
  return value > -kMaxMantissa && value < kMaxMantissa &&
         std::bit_cast<uint64_t>(static_cast<double>(static_cast<int64_t>(value))) ==
             std::bit_cast<uint64_t>(value);
}

PLUMB_WIDE_LOOPS
bool AddWhole(std::span<const double> values, std::span<int64_t> numbers) {
  if (AddSmall(values, numbers)) return true;
  for (size_t i = 0; i < values.size(); ++i) {
    if (!IsWhole(values[i])) return false;
    numbers[i] = static_cast<int64_t>(static_cast<uint64_t>(numbers[i]) +
                                      static_cast<uint64_t>(static_cast<int64_t>(values[i])));
  }
  return true;
}

PLUMB_WIDE_LOOPS
void FromDecimals(std::span<const int64_t> mantissas, unsigned exponent, std::span<double> values) {
  if (!ConvertSmall(mantissas, values))
    for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(mantissas[i]);
  if (exponent == 0) return;
  const double power = kPower[exponent];
  for (double& value : values) value /= power;
}

Decimals ToDecimals(std::span<const double> values) {
  std::array<uint32_t, kNone + 1> needed{};
  for (const double value : values) ++needed[LeastExponent(value)];
  Decimals decimals{.exponent = ChooseExponent(needed, values.size())};
  decimals.mantissas.resize(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    if (Fits(values[i], decimals.exponent, decimals.mantissas[i])) continue;
    decimals.mantissas[i] = 0;
    decimals.misfits.push_back(static_cast<uint32_t>(i));
  }
  return decimals;
}

}  // namespace plumb::encoding
