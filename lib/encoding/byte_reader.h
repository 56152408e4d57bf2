// SPDX-License-Identifier: Apache-2.0
// Takes numbers and texts off the front of bytes that may be damaged: never reads past the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "encoding/fixed.h"

namespace plumb::encoding {

// After the first take that does not fit, ok() is false and every take gives 0 or "".
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  uint64_t Varint() {
    // Of one or two bytes, as most are.
    if (!rest_.empty()) {
      const auto first = static_cast<unsigned char>(rest_[0]);
      if (first < 0x80) {
        rest_.remove_prefix(1);
        return first;
      }
      const unsigned second = rest_.size() > 1 ? static_cast<unsigned char>(rest_[1]) : 0x80;
      if (second < 0x80) {
        rest_.remove_prefix(2);
        return (first & 0x7fu) | second << 7;
      }
    }
    return LongVarint();
  }
  int64_t Zigzag();
  // A varint that must fit 32 bits.
  uint32_t Varint32() {
    const uint64_t value = Varint();
    if (value <= UINT32_MAX) return static_cast<uint32_t>(value);
    Fail();
    return 0;
  }
  std::string_view Bytes(size_t size) {
    if (size > rest_.size()) {
      Fail();
      return {};
    }
    const std::string_view taken(rest_.data(), size);
    rest_.remove_prefix(size);
    return taken;
  }
  // A varint length, then that many bytes.
  std::string_view Counted();
  template <typename T>
  T Fixed() {
    const std::string_view bytes = Bytes(sizeof(T));
    return ok_ ? LoadLittle<T>(bytes.data()) : T{};
  }

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] size_t left() const { return rest_.size(); }
  // What was not taken yet.
  [[nodiscard]] std::string_view rest() const { return rest_; }
  // Everything was taken and everything fitted.
  [[nodiscard]] bool AtEnd() const { return ok_ && rest_.empty(); }

 private:
  uint64_t LongVarint();
  void Fail();
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace plumb::encoding
