#include "base/byte_fields.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace plumb {

static_assert(std::endian::native == std::endian::little);

void FieldWriter::Number(uint64_t value) {
  bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void FieldWriter::Real(double value) {
  Number(std::bit_cast<uint64_t>(value));
}

void FieldWriter::Text(std::string_view text) {
  Number(text.size());
  bytes_.append(text);
}

uint64_t FieldReader::Number() {
  uint64_t value = 0;
  const std::string_view bytes = Take(sizeof value);
  if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

double FieldReader::Real() {
  return std::bit_cast<double>(Number());
}

std::string FieldReader::Text() {
  return std::string(Take(Number()));
}

uint64_t FieldReader::Count(size_t size) {
  const uint64_t count = Number();
  short_ = short_ || count > rest_.size() / size;
  return short_ ? 0 : count;
}

std::string_view FieldReader::Take(uint64_t size) {
  short_ = short_ || size > rest_.size();
  if (short_) return {};
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

Result<size_t> ReadFully(ByteInput& in, char* to, size_t size) {
  size_t got = 0;
  while (got < size) {
    PLUMB_ASSIGN(const size_t more, in.Read(to + got, size - got));
    if (more == 0) break;
    got += more;
  }
  return got;
}

Result<std::string> ReadUpTo(ByteInput& in, uint64_t size) {
  // In pieces, so that a size alone makes nobody allocate.
  constexpr size_t kPiece = 1u << 20;
  std::string bytes;
  while (bytes.size() < size) {
    const size_t before = bytes.size();
    const size_t piece = std::min<uint64_t>(size - before, std::max(kPiece, before));
    bytes.resize(before + piece);
    PLUMB_ASSIGN(const size_t got, ReadFully(in, bytes.data() + before, piece));
    bytes.resize(before + got);
    if (got < piece) break;
  }
  return bytes;
}

}  // namespace plumb
