#include "store/hint_table.h"

#include <algorithm>
#include <array>
#include <vector>

#include "encoding/byte_reader.h"
#include "encoding/crc32c.h"
#include "encoding/varint.h"

namespace plumb::store {

namespace {

// DO NOT CHANGE: on disk.
constexpr uint8_t kFormat = 1;
constexpr unsigned kKindBits = 2;
constexpr size_t kKinds = 1u << kKindBits;

size_t SharedPrefix(std::string_view a, std::string_view b) {
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<size_t>(in_a - a.begin());
}

}  // namespace

std::string EncodeHint(std::span<const HintLine> lines) {
  std::string body;
  body.push_back(static_cast<char>(kFormat));
  encoding::AppendVarint(body, lines.size());
  std::array<std::string_view, kKinds> before;
  SeriesId series = 0;
  for (const HintLine& line : lines) {
    std::string_view& last = before[static_cast<size_t>(line.kind)];
    const size_t shared = SharedPrefix(last, line.text);
    const std::string_view rest = line.text.substr(shared);
    encoding::AppendVarint(body, shared);
    encoding::AppendVarint(body, rest.size() << kKindBits | static_cast<uint64_t>(line.kind));
    body.append(rest);
    last = line.text;
    if (!line.IsSample()) continue;
    encoding::AppendZigzag(body, static_cast<int64_t>(line.series) - series - 1);
    series = line.series;
  }
  std::string out;
  encoding::AppendLittle(out, encoding::Crc32c(body));
  return out + body;
}

bool DecodeHint(std::string_view bytes, const std::function<void(const HintLine&)>& take) {
  encoding::ByteReader in(bytes);
  const auto checksum = in.Fixed<uint32_t>();
  if (!in.ok() || encoding::Crc32c(bytes.substr(4)) != checksum) return false;
  if (in.Fixed<uint8_t>() != kFormat) return false;
  std::array<std::string, kKinds> texts;  // the last of each kind
  int64_t series = 0;
  for (uint64_t left = in.Varint(); left > 0; --left) {
    const uint64_t shared = in.Varint();
    const uint64_t rest = in.Varint();
    const size_t kind = rest % kKinds;
    std::string& text = texts[kind];
    if (!in.ok() || shared > text.size()) return false;
    text.resize(shared);
    text.append(in.Bytes(rest >> kKindBits));
    HintLine line{.kind = static_cast<HintKind>(kind), .text = text};
    if (line.IsSample()) {
      const int64_t step = in.Zigzag();
      if (step < -series || step >= INT64_C(0xffffffff) - series) return false;
      series += step + 1;
      line.series = static_cast<SeriesId>(series);
      if (line.series == 0) return false;
    }
    if (!in.ok()) return false;
    take(line);
  }
  return in.AtEnd();
}

std::string EncodeHintKey(TargetId target, HintForm form) {
  std::string key = IdKey(target);
  encoding::AppendBig64(key, form);
  return key;
}

Result<std::optional<std::string_view>> LoadHint(const Transaction& txn, const Tables& tables,
                                                 TargetId target, HintForm form) {
  return txn.Get(tables.hint, EncodeHintKey(target, form));
}

Status SaveHint(Transaction& txn, const Tables& tables, TargetId target, HintForm form,
                std::string_view bytes) {
  const std::string key = EncodeHintKey(target, form);
  std::vector<std::string> others;
  {
    PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.hint));
    PLUMB_ASSIGN(bool more, cursor.Seek(IdKey(target)));
    while (more && cursor.key().starts_with(IdKey(target))) {
      if (cursor.key() != key) others.emplace_back(cursor.key());
      PLUMB_ASSIGN(more, cursor.Next());
    }
  }
  // Which of them are in use is not known; those that are come back with their next page.
  if (others.size() >= kMaxHintForms)
    for (const std::string& other : others) PLUMB_TRY(txn.Delete(tables.hint, other));
  return txn.Put(tables.hint, key, bytes);
}

Status RemoveHints(Transaction& txn, const Tables& tables, TargetId target,
                   std::optional<std::span<const SeriesId>> series) {
  std::vector<std::string> keys;
  {
    PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.hint));
    PLUMB_ASSIGN(bool more, cursor.Seek(IdKey(target)));
    for (; more && cursor.key().starts_with(IdKey(target));) {
      bool named = !series;
      const bool good = DecodeHint(cursor.value(), [&](const HintLine& line) {
        named = named || (line.IsSample() &&
                          std::binary_search(series->begin(), series->end(), line.series));
      });
      // A damaged one is of no use either.
      if (named || !good) keys.emplace_back(cursor.key());
      PLUMB_ASSIGN(more, cursor.Next());
    }
  }
  for (const std::string& key : keys) PLUMB_TRY(txn.Delete(tables.hint, key));
  return Ok();
}

}  // namespace plumb::store
