#include "encoding/packed.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "base/wide_loops.h"
#include "encoding/varint.h"

namespace plumb::encoding {

namespace {

// DO NOT CHANGE: on disk. The head of a block: its width, and whether patches follow.
constexpr uint8_t kPatched = 0x80;
constexpr unsigned kMaxWidth = 64;

struct Plan {
  unsigned width = 0;
  size_t patches = 0;
  size_t bytes = 0;
};

unsigned Bits(uint64_t value) {
  return static_cast<unsigned>(std::bit_width(value));
}

size_t PackedBytes(size_t count, unsigned width) {
  return (count * width + 7) / 8;
}

// The width that takes the fewest bytes: that of one of the numbers, or 0. A patch takes a byte for
// its place and a varint for the bits above the width.
Plan ChoosePlan(std::span<const uint64_t> block) {
  std::array<uint8_t, kMaxWidth + 1> count{};
  for (const uint64_t value : block) ++count[Bits(value)];
  unsigned widest = kMaxWidth;
  while (widest > 0 && count[widest] == 0) --widest;
  Plan best{widest, 0, 1 + PackedBytes(block.size(), widest)};
  size_t patches = 0;
  for (unsigned width = widest; width-- > 0;) {
    patches += count[width + 1];
    if (width != 0 && count[width] == 0) continue;
    // More patches than that are never better than a wider block.
    if (patches > block.size() / 2) break;
    size_t bytes = 2 + PackedBytes(block.size(), width);
    for (unsigned wider = width + 1; wider <= widest; ++wider)
      bytes += count[wider] * size_t{1 + (wider - width + 6) / 7};
    if (bytes < best.bytes) best = {width, patches, bytes};
  }
  return best;
}

constexpr uint64_t Mask(unsigned width) {
  return width == kMaxWidth ? ~uint64_t{0} : (uint64_t{1} << width) - 1;
}

// Eight bytes at a time through a word; `width` > 0.
void PackBlock(std::string& out, std::span<const uint64_t> block, unsigned width) {
  const size_t start = out.size();
  const size_t size = PackedBytes(block.size(), width);
  out.resize(start + size + 8);
  char* at = out.data() + start;
  uint64_t word = 0;
  unsigned used = 0;
  const uint64_t mask = Mask(width);
  for (const uint64_t value : block) {
    const uint64_t low = value & mask;
    word |= low << used;
    used += width;
    if (used < 64) continue;
    StoreLittle(at, word);
    at += 8;
    used -= 64;
    word = used == 0 ? 0 : low >> (width - used);
  }
  StoreLittle(at, word);
  out.resize(start + size);
}

constexpr unsigned kShort = 15;
constexpr unsigned kNarrow = 57;

// REQUIRES: eight readable bytes behind the last packed one; 0 < width <= kShort, so that four
// numbers lie inside one word, even where they begin in the middle of a byte: they come out of it
// at once. Eight of them lie in `width` bytes.
PLUMB_WIDE_LOOPS
void UnpackShort(const char* bytes, uint64_t* out, size_t count, unsigned width) {
  constexpr size_t kGroup = 8;
  const uint64_t mask = Mask(width);
  const FourNumbers masks = {mask, mask, mask, mask};
  const FourNumbers shifts = {0, width, uint64_t{2} * width, uint64_t{3} * width};
  const FourNumbers shifts_behind = shifts + width * 4 % 8;
  size_t taken = 0;
  for (; taken + kGroup <= count; taken += kGroup, bytes += width) {
    const auto word = LoadLittle<uint64_t>(bytes);
    const auto behind = LoadLittle<uint64_t>(bytes + width / 2);
    const FourNumbers first = (FourNumbers{word, word, word, word} >> shifts) & masks;
    const FourNumbers second =
        (FourNumbers{behind, behind, behind, behind} >> shifts_behind) & masks;
    std::memcpy(out + taken, &first, sizeof(first));
    std::memcpy(out + taken + kGroup / 2, &second, sizeof(second));
  }
  for (size_t bit = 0; taken < count; ++taken, bit += width)
    out[taken] = (LoadLittle<uint64_t>(bytes + bit / 8) >> bit % 8) & mask;
}

// REQUIRES: eight readable bytes behind the last packed one; kShort < width <= kNarrow, so that
// each number lies inside the word that begins at its first byte. Eight numbers lie in `width`
// bytes: with a function a width their places and shifts are constants, half the time of computed
// ones.
template <unsigned width>
void UnpackNarrow(const char* bytes, uint64_t* out, size_t count) {
  constexpr size_t kGroup = 8;
  const auto number = [](const char* group, size_t i) {
    return (LoadLittle<uint64_t>(group + i * width / 8) >> (i * width % 8)) & Mask(width);
  };
  size_t taken = 0;
  for (; taken + kGroup <= count; taken += kGroup, bytes += width)
    [&]<size_t... i>(std::index_sequence<i...>) {
      ((out[taken + i] = number(bytes, i)), ...);
    }
  (std::make_index_sequence<kGroup>());
  for (size_t i = 0; taken + i < count; ++i) out[taken + i] = number(bytes, i);
}

using Unpacker = void (*)(const char* bytes, uint64_t* out, size_t count);

template <size_t... width>
constexpr std::array<Unpacker, sizeof...(width)> Unpackers(std::index_sequence<width...>) {
  return {UnpackNarrow<kShort + 1 + width>...};
}
constexpr auto kUnpackers = Unpackers(std::make_index_sequence<kNarrow - kShort>());

void UnpackWide(const char* bytes, std::span<uint64_t> block, unsigned width) {
  const uint64_t mask = Mask(width);
  size_t bit = 0;
  for (uint64_t& value : block) {
    const unsigned shift = bit % 8;
    value = LoadLittle<uint64_t>(bytes + bit / 8) >> shift;
    if (shift != 0)
      value |= static_cast<uint64_t>(static_cast<unsigned char>(bytes[bit / 8 + 8]))
               << (64 - shift);
    value &= mask;
    bit += width;
  }
}

constexpr size_t kSlack = 9;  // bytes that unpacking may look at behind the last packed one

void Unpack(const char* bytes, std::span<uint64_t> block, unsigned width) {
  if (width <= kShort)
    UnpackShort(bytes, block.data(), block.size(), width);
  else if (width <= kNarrow)
    kUnpackers[width - kShort - 1](bytes, block.data(), block.size());
  else
    UnpackWide(bytes, block, width);
}

bool TakePatches(ByteReader& in, std::span<uint64_t> block, unsigned width) {
  const size_t count = in.Fixed<uint8_t>();
  const std::string_view places = in.Bytes(count);
  if (!in.ok()) return false;
  for (const char place : places) {
    const auto index = static_cast<unsigned char>(place);
    const uint64_t high = in.Varint();
    if (!in.ok() || index >= block.size() || width == kMaxWidth || (high << width) >> width != high)
      return false;
    block[index] |= high << width;
  }
  return true;
}

bool TakeBlock(ByteReader& in, std::span<uint64_t> block) {
  const uint8_t head = in.Fixed<uint8_t>();
  const unsigned width = head & ~kPatched;
  if (!in.ok() || width > kMaxWidth) return false;
  const size_t left = in.left();
  const std::string_view packed = in.Bytes(PackedBytes(block.size(), width));
  if (!in.ok()) return false;
  if (width == 0) {
    std::fill(block.begin(), block.end(), 0);
  } else if (left >= packed.size() + kSlack) {
    Unpack(packed.data(), block, width);
  } else {
    std::array<char, kPackedBlock * 8 + kSlack> copy{};
    std::memcpy(copy.data(), packed.data(), packed.size());
    Unpack(copy.data(), block, width);
  }
  return (head & kPatched) == 0 || TakePatches(in, block, width);
}

template <typename Value, typename Function>
void ForEachBlock(std::span<Value> values, Function function) {
  for (size_t first = 0; first < values.size(); first += kPackedBlock)
    function(values.subspan(first, std::min(kPackedBlock, values.size() - first)));
}

}  // namespace

void AppendPacked(std::string& out, std::span<const uint64_t> values) {
  ForEachBlock(values, [&out](std::span<const uint64_t> block) {
    const Plan plan = ChoosePlan(block);
    out.push_back(static_cast<char>(plan.width | (plan.patches > 0 ? kPatched : 0)));
    if (plan.width > 0) PackBlock(out, block, plan.width);
    if (plan.patches == 0) return;
    out.push_back(static_cast<char>(plan.patches));
    for (size_t i = 0; i < block.size(); ++i)
      if (Bits(block[i]) > plan.width) out.push_back(static_cast<char>(i));
    for (const uint64_t value : block)
      if (Bits(value) > plan.width) AppendVarint(out, value >> plan.width);
  });
}

size_t PackedSize(std::span<const uint64_t> values) {
  size_t bytes = 0;
  ForEachBlock(values,
               [&bytes](std::span<const uint64_t> block) { bytes += ChoosePlan(block).bytes; });
  return bytes;
}

bool TakePacked(ByteReader& in, std::span<uint64_t> values) {
  bool right = true;
  ForEachBlock(values, [&](std::span<uint64_t> block) { right = right && TakeBlock(in, block); });
  return right;
}

}  // namespace plumb::encoding
