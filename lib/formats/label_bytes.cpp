#include "formats/label_bytes.h"

#include <algorithm>
#include <cstring>

namespace plumb::formats {

namespace {

// memcpy for the short texts that labels are: a call costs more than the bytes.
char* PutBytes(char* out, const char* from, size_t size) {
  if (size > 32) {
    std::memcpy(out, from, size);
  } else if (size >= 16) {
    std::memcpy(out, from, 16);
    std::memcpy(out + size - 16, from + size - 16, 16);
  } else if (size >= 8) {
    std::memcpy(out, from, 8);
    std::memcpy(out + size - 8, from + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(out, from, 4);
    std::memcpy(out + size - 4, from + size - 4, 4);
  } else {
    for (size_t i = 0; i < size; ++i) out[i] = from[i];
  }
  return out + size;
}

constexpr size_t kVarintMax = 5;  // a part is shorter than 2^35 bytes

char* PutPart(char* out, std::string_view part) {
  size_t size = part.size();
  while (size >= 0x80) {
    *out++ = static_cast<char>(size | 0x80);
    size >>= 7;
  }
  *out++ = static_cast<char>(size);
  return PutBytes(out, part.data(), part.size());
}

bool NameLess(std::string_view a, std::string_view b) {
  if (!a.empty() && !b.empty() && a[0] != b[0])
    return static_cast<unsigned char>(a[0]) < static_cast<unsigned char>(b[0]);
  return a < b;
}

void SortPairs(std::vector<LabelPair>& pairs) {
  constexpr size_t kFew = 24;  // insertion sort up to here: labels mostly come sorted
  if (pairs.size() > kFew) {
    std::stable_sort(pairs.begin(), pairs.end(), [](const LabelPair& a, const LabelPair& b) {
      return NameLess(a.name, b.name);
    });
    return;
  }
  for (size_t i = 1; i < pairs.size(); ++i) {
    if (!NameLess(pairs[i].name, pairs[i - 1].name)) continue;
    const LabelPair moved = pairs[i];
    size_t to = i;
    for (; to > 0 && NameLess(moved.name, pairs[to - 1].name); --to) pairs[to] = pairs[to - 1];
    pairs[to] = moved;
  }
}

}  // namespace

std::string_view BuildLabels(std::vector<LabelPair>& pairs, std::string& buffer,
                             model::Labels& labels) {
  SortPairs(pairs);
  size_t most = 0;
  for (size_t i = 0; i < pairs.size(); ++i) {
    most += pairs[i].name.size() + pairs[i].value.size() + 2 * kVarintMax;
    if (i > 0 && pairs[i].name == pairs[i - 1].name) return pairs[i].name;
  }
  if (buffer.size() < most) buffer.resize(most);
  char* out = buffer.data();
  for (const LabelPair& pair : pairs) {
    if (pair.value.empty()) continue;  // no value is the same as no label
    out = PutPart(out, pair.name);
    out = PutPart(out, pair.value);
  }
  buffer.resize(static_cast<size_t>(out - buffer.data()));
  labels.SwapBytes(buffer);
  return {};
}

}  // namespace plumb::formats
