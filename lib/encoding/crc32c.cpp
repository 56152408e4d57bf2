#include "encoding/crc32c.h"

#include <array>

#include "encoding/fixed.h"

#if defined(__x86_64__)
#include <nmmintrin.h>
#include <wmmintrin.h>
#endif

namespace plumb::encoding {

namespace {

constexpr uint32_t kPolynomial = 0x82f63b78;  // reflected

constexpr std::array<uint32_t, 256> MakeTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? kPolynomial : 0);
    table[i] = crc;
  }
  return table;
}

uint32_t ByTable(std::string_view bytes, uint32_t crc) {
  static constexpr std::array<uint32_t, 256> kTable = MakeTable();
  for (const char byte : bytes)
    crc = (crc >> 8) ^ kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xff];
  return crc;
}

#if defined(__x86_64__)
// An instruction waits for the one before it, three times as long as it takes to begin one: so
// three lanes side by side are as quick as one.
constexpr size_t kLane = 1360;  // twelve of them are a segment, nearly

// x^(8 * bytes - 33) modulo the polynomial, reflected: a product with it, taken for a message of
// eight bytes, gives the checksum as it is so many zero bytes later. (The product of two reflected
// factors lies one bit lower, and a message is multiplied with x^32.)
constexpr uint32_t ShiftBy(size_t bytes) {
  uint32_t power = 0x80000000;
  for (size_t i = 0; i < 8 * bytes - 33; ++i)
    power = (power >> 1) ^ ((power & 1) != 0 ? kPolynomial : 0);
  return power;
}

__attribute__((target("sse4.2,pclmul"))) uint64_t Shifted(uint64_t crc, uint32_t shift) {
  const __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<int64_t>(crc)),
                                               _mm_cvtsi32_si128(static_cast<int>(shift)), 0);
  return _mm_crc32_u64(0, static_cast<uint64_t>(_mm_cvtsi128_si64(product)));
}

// The instructions are younger than the x86-64 baseline that we compile for, so they are asked for
// at run time.
__attribute__((target("sse4.2,pclmul"))) uint32_t ByInstruction(std::string_view bytes,
                                                                uint32_t crc) {
  uint64_t wide = crc;
  while (bytes.size() >= 3 * kLane) {
    uint64_t second = 0;
    uint64_t third = 0;
    for (const char* at = bytes.data(); at != bytes.data() + kLane; at += 8) {
      wide = _mm_crc32_u64(wide, LoadLittle<uint64_t>(at));
      second = _mm_crc32_u64(second, LoadLittle<uint64_t>(at + kLane));
      third = _mm_crc32_u64(third, LoadLittle<uint64_t>(at + 2 * kLane));
    }
    constexpr uint32_t kTwoLanes = ShiftBy(2 * kLane);
    constexpr uint32_t kOneLane = ShiftBy(kLane);
    wide = Shifted(wide, kTwoLanes) ^ Shifted(second, kOneLane) ^ third;
    bytes.remove_prefix(3 * kLane);
  }
  while (bytes.size() >= 8) {
    wide = _mm_crc32_u64(wide, LoadLittle<uint64_t>(bytes.data()));
    bytes.remove_prefix(8);
  }
  crc = static_cast<uint32_t>(wide);
  for (const char byte : bytes) crc = _mm_crc32_u8(crc, static_cast<unsigned char>(byte));
  return crc;
}
#endif

}  // namespace

uint32_t Crc32c(std::string_view bytes, uint32_t before) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul"))
    return ~ByInstruction(bytes, ~before);
#endif
  return ~ByTable(bytes, ~before);
}

}  // namespace plumb::encoding
