#include "store/packed_block.h"

#include <algorithm>

#include <zstd.h>

#include "base/result.h"
#include "encoding/byte_reader.h"
#include "encoding/crc32c.h"
#include "encoding/fixed.h"
#include "encoding/varint.h"

namespace plumb::store {

namespace {

// DO NOT CHANGE: on disk.
constexpr uint8_t kFormat = 1;
// What takes more time than this saves hardly anything.
constexpr int kLevel = 6;
// More than a store that is packed has; a length beyond is damage.
constexpr uint64_t kLargestBlock = uint64_t{1} << 27;

uint32_t Checksum(std::string_view key, std::string_view body) {
  return encoding::Crc32c(body, encoding::Crc32c(key));
}

// What stands before the compressed entries.
struct Head {
  uint64_t count = 0;
  uint64_t size = 0;  // of the entries
  std::string_view compressed;
};

std::optional<Head> TakeHead(std::string_view bytes) {
  encoding::ByteReader in(bytes);
  in.Fixed<uint32_t>();
  const auto format = in.Fixed<uint8_t>();
  Head head;
  head.count = in.Varint();
  head.size = in.Varint();
  head.compressed = in.rest();
  const bool good = in.ok() && format == kFormat && head.count > 0 && head.size <= kLargestBlock;
  return good ? std::optional(head) : std::nullopt;
}

}  // namespace

void PackedBlockBuilder::Add(std::string_view key, std::string_view value) {
  encoding::AppendCounted(entries_, key);
  encoding::AppendCounted(entries_, value);
  ++count_;
}

std::string PackedBlockBuilder::Finish(std::string_view key) {
  std::string body(1, static_cast<char>(kFormat));
  encoding::AppendVarint(body, count_);
  encoding::AppendVarint(body, entries_.size());
  const size_t head = body.size();
  body.resize(head + ZSTD_compressBound(entries_.size()));
  const size_t size = ZSTD_compress(body.data() + head, body.size() - head, entries_.data(),
                                    entries_.size(), kLevel);
  PLUMB_ASSERT(ZSTD_isError(size) == 0);  // there is room for whatever comes of it
  body.resize(head + size);
  entries_.clear();
  count_ = 0;
  std::string bytes;
  encoding::AppendLittle(bytes, Checksum(key, body));
  return bytes + body;
}

std::optional<uint64_t> CountPackedEntries(std::string_view bytes) {
  const auto head = TakeHead(bytes);
  return head ? std::optional(head->count) : std::nullopt;
}

std::optional<PackedBlock> PackedBlock::Decode(std::string_view key, std::string_view bytes) {
  const auto head = TakeHead(bytes);
  if (!head ||
      Checksum(key, bytes.substr(sizeof(uint32_t))) != encoding::LoadLittle<uint32_t>(bytes.data()))
    return std::nullopt;
  PackedBlock block;
  block.entries_.resize(head->size);
  const size_t size = ZSTD_decompress(block.entries_.data(), block.entries_.size(),
                                      head->compressed.data(), head->compressed.size());
  if (size != head->size || !block.Index(head->count)) return std::nullopt;
  return block;
}

bool PackedBlock::Index(uint64_t count) {
  encoding::ByteReader in({entries_.data(), entries_.size()});
  starts_.reserve(std::min<uint64_t>(count, entries_.size()));
  for (uint64_t i = 0; i < count && in.ok(); ++i) {
    starts_.push_back(static_cast<uint32_t>(entries_.size() - in.left()));
    in.Counted();
    in.Counted();
  }
  return in.AtEnd();
}

std::string_view PackedBlock::key(size_t i) const {
  encoding::ByteReader in({entries_.data() + starts_[i], entries_.size() - starts_[i]});
  return in.Counted();
}

std::string_view PackedBlock::value(size_t i) const {
  encoding::ByteReader in({entries_.data() + starts_[i], entries_.size() - starts_[i]});
  in.Counted();
  return in.Counted();
}

size_t PackedBlock::Find(std::string_view wanted) const {
  const auto at =
      std::lower_bound(starts_.begin(), starts_.end(), wanted, [&](uint32_t start, auto key) {
        encoding::ByteReader in({entries_.data() + start, entries_.size() - start});
        return in.Counted() < key;
      });
  return static_cast<size_t>(at - starts_.begin());
}

}  // namespace plumb::store
