#include "text/utf8.h"

#include <utf8proc.h>

#include <cstring>

namespace plumb::text {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::string_view kEllipsis = "\u2026";  // one cell

// Length of the run of ASCII at the start of `text`.
size_t AsciiAhead(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080u;
  size_t n = 0;
  for (; n + sizeof(uint64_t) <= text.size(); n += sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, text.data() + n, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  while (n < text.size() && static_cast<unsigned char>(text[n]) < 0x80) ++n;
  return n;
}

bool IsContinuation(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

struct Decoded {
  char32_t code_point;
  size_t size;  // 0: not a valid sequence
};

constexpr Decoded kInvalid = {kReplacement, 0};

// The sequence at the start of `text`, by RFC 3629: no overlong forms, no surrogates, at most
// U+10FFFF. REQUIRES: !text.empty()
Decoded DecodeStrictly(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return kInvalid;
  constexpr unsigned char kPayload[] = {0, 0, 0x1F, 0x0F, 0x07};
  auto code_point = static_cast<char32_t>(lead & kPayload[size]);
  for (size_t i = 1; i < size; ++i) {
    if (!IsContinuation(byte(i))) return kInvalid;
    code_point = (code_point << 6) | (byte(i) & 0x3Fu);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < kSmallest[size] || surrogate || code_point > 0x10FFFF) return kInvalid;
  return {code_point, size};
}

size_t CellsOf(char32_t code_point) {
  if (code_point < 0x20 || code_point == 0x7F) return 0;
  if (code_point < 0x7F) return 1;
  const int width = utf8proc_charwidth(static_cast<utf8proc_int32_t>(code_point));
  return width > 0 ? static_cast<size_t>(width) : 0;
}

// Bytes at the start of `text` that fill at most `width` cells, with the marks that combine with
// the last.
size_t HeadThatFits(std::string_view text, size_t width) {
  size_t position = 0;
  size_t cells = 0;
  while (position < text.size()) {
    size_t next = position;
    cells += CellsOf(DecodeUtf8(text, next));
    if (cells > width) break;
    position = next;
  }
  return position;
}

// Where the longest tail of at most `width` cells starts; it never starts with a mark that combines
// with what was cut off. `total` = DisplayWidth(text).
size_t TailThatFits(std::string_view text, size_t total, size_t width) {
  size_t position = 0;
  size_t cells_after = total;
  while (position < text.size()) {
    size_t next = position;
    const size_t cells = CellsOf(DecodeUtf8(text, next));
    if (cells > 0 && cells_after <= width) return position;
    cells_after -= cells;
    position = next;
  }
  return position;
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  while (true) {
    text.remove_prefix(AsciiAhead(text));
    if (text.empty()) return true;
    const Decoded decoded = DecodeStrictly(text);
    if (decoded.size == 0) return false;
    text.remove_prefix(decoded.size);
  }
}

char32_t DecodeUtf8(std::string_view text, size_t& position) {
  const Decoded decoded = DecodeStrictly(text.substr(position));
  position += decoded.size > 0 ? decoded.size : 1;
  return decoded.code_point;
}

void AppendUtf8(std::string& out, char32_t code_point) {
  if ((code_point >= 0xD800 && code_point <= 0xDFFF) || code_point > 0x10FFFF) {
    code_point = kReplacement;
  }
  const auto add = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) return add(code_point);
  if (code_point < 0x800) {
    add(0xC0 | (code_point >> 6));
  } else if (code_point < 0x10000) {
    add(0xE0 | (code_point >> 12));
    add(0x80 | ((code_point >> 6) & 0x3F));
  } else {
    add(0xF0 | (code_point >> 18));
    add(0x80 | ((code_point >> 12) & 0x3F));
    add(0x80 | ((code_point >> 6) & 0x3F));
  }
  add(0x80 | (code_point & 0x3F));
}

size_t DisplayWidth(std::string_view text) {
  size_t cells = 0;
  size_t position = 0;
  while (position < text.size()) cells += CellsOf(DecodeUtf8(text, position));
  return cells;
}

std::string TruncateMiddle(std::string_view text, size_t width) {
  const size_t total = DisplayWidth(text);
  if (total <= width) return std::string(text);
  if (width == 0) return "";
  const size_t tail_width = (width - 1) / 2;
  const size_t head = HeadThatFits(text, width - 1 - tail_width);
  const size_t tail = TailThatFits(text, total, tail_width);
  std::string out(text.substr(0, head));
  out += kEllipsis;
  out += text.substr(tail);
  return out;
}

std::string PadRight(std::string_view text, size_t width) {
  std::string out(text);
  const size_t cells = DisplayWidth(text);
  if (cells < width) out.append(width - cells, ' ');
  return out;
}

std::string PadLeft(std::string_view text, size_t width) {
  const size_t cells = DisplayWidth(text);
  std::string out(cells < width ? width - cells : 0, ' ');
  out += text;
  return out;
}

}  // namespace plumb::text
