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

  uint64_t Varint();
  int64_t Zigzag();
  // A varint that must fit 32 bits.
  uint32_t Varint32();
  std::string_view Bytes(size_t size);
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
  void Fail();
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace plumb::encoding
