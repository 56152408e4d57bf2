#include "encoding/presence.h"

#include <numeric>

#include "encoding/bitmap.h"
#include "encoding/varint.h"

namespace plumb::encoding {

namespace {

// DO NOT CHANGE: on disk.
enum Form : uint8_t {
  kRuns = 0,    // varints: absent, present, absent, … rows, until all are told
  kBitmap = 1,  // bitmap.h
};

std::string Runs(std::span<const uint32_t> rows, uint32_t count) {
  std::string out;
  uint32_t told = 0;
  for (size_t i = 0; i < rows.size();) {
    size_t end = i + 1;
    while (end < rows.size() && rows[end] == rows[end - 1] + 1) ++end;
    AppendVarint(out, rows[i] - told);
    AppendVarint(out, end - i);
    told = rows[end - 1] + 1;
    i = end;
  }
  if (told < count) AppendVarint(out, count - told);
  return out;
}

bool TakeRuns(ByteReader& in, uint32_t count, std::vector<uint32_t>& rows) {
  uint64_t told = 0;
  for (bool present = false; told < count; present = !present) {
    const uint64_t length = in.Varint32();
    // Only the first run may be empty: each other one ends the one before.
    if (!in.ok() || length > count - told || (length == 0 && told > 0)) return false;
    if (present) {
      rows.resize(rows.size() + length);
      std::iota(rows.end() - static_cast<std::ptrdiff_t>(length), rows.end(),
                static_cast<uint32_t>(told));
    }
    if (length == 0 && present) return false;
    told += length;
  }
  return true;
}

bool TakeBitmap(ByteReader& in, uint32_t count, std::vector<uint32_t>& rows) {
  const std::string_view bits = in.Bytes(BitmapBytes(count));
  if (!in.ok()) return false;
  for (uint32_t row = 0; row < count; ++row)
    if (TestBit(bits.data(), row)) rows.push_back(row);
  return true;
}

}  // namespace

void AppendPresence(std::string& out, std::span<const uint32_t> rows, uint32_t count) {
  const std::string runs = Runs(rows, count);
  if (runs.size() <= BitmapBytes(count)) {
    out.push_back(static_cast<char>(kRuns));
    out += runs;
    return;
  }
  out.push_back(static_cast<char>(kBitmap));
  const size_t start = out.size();
  out.resize(start + BitmapBytes(count));
  for (const uint32_t row : rows) SetBit(out.data() + start, row);
}

bool TakePresence(ByteReader& in, uint32_t count, std::vector<uint32_t>& rows) {
  rows.clear();
  const uint8_t form = in.Fixed<uint8_t>();
  if (!in.ok()) return false;
  if (form == kRuns) return TakeRuns(in, count, rows);
  return form == kBitmap && TakeBitmap(in, count, rows);
}

}  // namespace plumb::encoding
