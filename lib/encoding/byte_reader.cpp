#include "encoding/byte_reader.h"

#include "encoding/varint.h"

namespace plumb::encoding {

void ByteReader::Fail() {
  ok_ = false;
  rest_ = {};
}

uint64_t ByteReader::LongVarint() {
  uint64_t value = 0;
  for (size_t i = 0; i < rest_.size() && i < kMaxVarint; ++i) {
    const auto byte = static_cast<unsigned char>(rest_[i]);
    // The tenth byte holds the last bit only.
    if (i + 1 == kMaxVarint && byte > 1) break;
    value |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      rest_.remove_prefix(i + 1);
      return value;
    }
  }
  Fail();
  return 0;
}

int64_t ByteReader::Zigzag() {
  const uint64_t value = Varint();
  return static_cast<int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

std::string_view ByteReader::Counted() {
  const uint64_t size = Varint();
  return Bytes(size);
}

}  // namespace plumb::encoding
