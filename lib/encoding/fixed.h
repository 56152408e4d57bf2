// SPDX-License-Identifier: Apache-2.0
// Numbers of fixed width as bytes: little endian in values, big endian in keys (so that comparing
// bytes compares numbers). Independent of the machine's own order.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace plumb::encoding {

static_assert(std::endian::native == std::endian::little, "loads below copy bytes as they are");

// REQUIRES of all loads: that many bytes at `at`. No alignment is needed.
template <typename T>
T LoadLittle(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

template <typename T>
void StoreLittle(char* at, T value) {
  std::memcpy(at, &value, sizeof value);
}

template <typename T>
void AppendLittle(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

inline void AppendBig16(std::string& out, uint16_t value) {
  AppendLittle(out, __builtin_bswap16(value));
}
inline void AppendBig32(std::string& out, uint32_t value) {
  AppendLittle(out, __builtin_bswap32(value));
}
inline void AppendBig64(std::string& out, uint64_t value) {
  AppendLittle(out, __builtin_bswap64(value));
}
inline uint16_t LoadBig16(const char* at) {
  return __builtin_bswap16(LoadLittle<uint16_t>(at));
}
inline uint32_t LoadBig32(const char* at) {
  return __builtin_bswap32(LoadLittle<uint32_t>(at));
}
inline uint64_t LoadBig64(const char* at) {
  return __builtin_bswap64(LoadLittle<uint64_t>(at));
}

// Signed numbers in keys: 2^63 is added, so that negative ones come first.
inline constexpr uint64_t kSignBias = uint64_t{1} << 63;
inline void AppendBiased64(std::string& out, int64_t value) {
  AppendBig64(out, static_cast<uint64_t>(value) ^ kSignBias);
}
inline int64_t LoadBiased64(const char* at) {
  return static_cast<int64_t>(LoadBig64(at) ^ kSignBias);
}

}  // namespace plumb::encoding
