#include "base/tzif.h"

#include <algorithm>
#include <string>

namespace plumb {
namespace {

constexpr std::string_view kMagic = "TZif";
constexpr size_t kHeaderSize = 44;
constexpr size_t kTypeSize = 6;
// RFC 8536 has -24:59:59 to 25:59:59; more is no zone, and sums with it stay small.
constexpr int64_t kLargestOffset = 26 * 3600;

Error Invalid(const char* reason) {
  return {Exit::kOutside, std::string("not a valid time zone file: ") + reason};
}

// REQUIRES: at + N <= bytes.size()
template <size_t N>
uint64_t BigEndian(std::string_view bytes, size_t at) {
  uint64_t value = 0;
  for (size_t i = 0; i < N; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}
int64_t BigEndianTime(std::string_view bytes, size_t at, size_t size) {
  if (size == 8) return static_cast<int64_t>(BigEndian<8>(bytes, at));
  return static_cast<int32_t>(BigEndian<4>(bytes, at));
}

struct Header {
  char version = 0;
  // How many of each; 64 bits, so that products of them do not overflow.
  uint64_t ut_flags = 0;
  uint64_t standard_flags = 0;
  uint64_t leap_seconds = 0;
  uint64_t times = 0;
  uint64_t types = 0;
  uint64_t characters = 0;

  // Bytes of the block behind the header, with times of 4 (version 1) or 8 bytes.
  [[nodiscard]] uint64_t BlockSize(size_t time_size) const {
    return times * (time_size + 1) + types * kTypeSize + characters +
           leap_seconds * (time_size + 4) + standard_flags + ut_flags;
  }
};

Result<Header> DecodeHeader(std::string_view bytes) {
  if (bytes.size() < kHeaderSize) return Invalid("too short");
  if (!bytes.starts_with(kMagic)) return Invalid("it does not begin with 'TZif'");
  const auto count = [&](size_t index) { return BigEndian<4>(bytes, 20 + 4 * index); };
  return Header{bytes[4], count(0), count(1), count(2), count(3), count(4), count(5)};
}

bool IsAbbreviation(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' ||
           c == '-';
  });
}

// `rows` and `characters` are the parts of the block that describe the types.
Result<std::vector<ZoneType>> DecodeTypes(std::string_view rows, std::string_view characters) {
  std::vector<ZoneType> types;
  for (size_t at = 0; at < rows.size(); at += kTypeSize) {
    const int64_t offset = BigEndianTime(rows, at, 4);
    const auto name_at = static_cast<unsigned char>(rows[at + 5]);
    if (offset < -kLargestOffset || offset > kLargestOffset) return Invalid("an offset of days");
    if (name_at >= characters.size()) return Invalid("a name outside of the names");
    std::string_view name = characters.substr(name_at);
    name = name.substr(0, name.find('\0'));
    if (!IsAbbreviation(name)) return Invalid("a name with odd characters");
    types.push_back({offset, std::string(name)});
  }
  return types;
}

// `block` is as long as the header says.
Result<ZoneData> DecodeBlock(const Header& header, std::string_view block, size_t time_size) {
  constexpr uint64_t kMostTypes = 256;
  if (header.types == 0 || header.types > kMostTypes) return Invalid("it has no local time types");
  if (header.leap_seconds > 0) return Invalid("it counts leap seconds, which Unix time does not");
  ZoneData zone;
  const size_t times = header.times;
  const std::string_view indexes = block.substr(times * time_size, times);
  for (size_t i = 0; i < times; ++i) {
    const int64_t time = BigEndianTime(block, i * time_size, time_size);
    const auto index = static_cast<uint8_t>(indexes[i]);
    if (!zone.transitions.empty() && time <= zone.transitions.back()) {
      return Invalid("transitions out of order");
    }
    if (index >= header.types) return Invalid("a transition to an unknown type");
    zone.transitions.push_back(time);
    zone.type_indexes.push_back(index);
  }
  const std::string_view rest = block.substr(times * (time_size + 1));
  const size_t rows_size = header.types * kTypeSize;
  PLUMB_ASSIGN(zone.types,
               DecodeTypes(rest.substr(0, rows_size), rest.substr(rows_size, header.characters)));
  return zone;
}

// Behind the block: a newline, a POSIX TZ string or nothing, a newline.
Result<std::optional<PosixTz>> DecodeFooter(std::string_view footer) {
  const size_t end = footer.find('\n', 1);
  if (!footer.starts_with('\n') || end == std::string_view::npos)
    return Invalid("the footer is missing");
  const std::string_view text = footer.substr(1, end - 1);
  if (text.empty()) return std::optional<PosixTz>();
  PLUMB_ASSIGN(PosixTz rule, ParsePosixTz(text));
  return std::optional<PosixTz>(std::move(rule));
}

}  // namespace

Result<ZoneData> DecodeTzif(std::string_view bytes) {
  PLUMB_ASSIGN(Header header, DecodeHeader(bytes));
  bytes.remove_prefix(kHeaderSize);
  const uint64_t first_block = header.BlockSize(4);
  if (bytes.size() < first_block) return Invalid("too short");
  if (header.version == '\0') return DecodeBlock(header, bytes.substr(0, first_block), 4);

  // Since version 2 the same again with 64 bits follows, and the first block only serves old
  // readers.
  bytes.remove_prefix(first_block);
  PLUMB_ASSIGN(header, DecodeHeader(bytes));
  bytes.remove_prefix(kHeaderSize);
  const uint64_t block_size = header.BlockSize(8);
  if (bytes.size() < block_size) return Invalid("too short");
  PLUMB_ASSIGN(ZoneData zone, DecodeBlock(header, bytes.substr(0, block_size), 8));
  PLUMB_ASSIGN(zone.afterwards, DecodeFooter(bytes.substr(block_size)));
  return zone;
}

const ZoneType& TypeAt(const ZoneData& zone, int64_t unix_seconds) {
  const auto next =
      std::upper_bound(zone.transitions.begin(), zone.transitions.end(), unix_seconds);
  if (next == zone.transitions.end() && zone.afterwards)
    return TypeAt(*zone.afterwards, unix_seconds);
  if (next == zone.transitions.begin()) return zone.types.front();
  return zone.types[zone.type_indexes[static_cast<size_t>(next - zone.transitions.begin()) - 1]];
}

}  // namespace plumb
