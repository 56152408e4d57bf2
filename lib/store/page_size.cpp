#include "store/page_size.h"

#include <array>
#include <bit>
#include <fstream>

#include "encoding/fixed.h"
#include "store/schema.h"

namespace plumb::store {

namespace {

// The first two pages are alike (mdb.c MDB_page, MDB_meta): a head of 16 bytes, then these.
constexpr size_t kMagicAt = 16;
constexpr size_t kPageSizeAt = 40;
constexpr size_t kBytes = 44;
constexpr uint32_t kMagic = 0xbeefc0de;
constexpr uint32_t kSmallest = 512;
constexpr uint32_t kLargest = 65536;

std::optional<uint32_t> PageSizeAt(std::ifstream& file, uint32_t offset) {
  std::array<char, kBytes> bytes{};
  file.seekg(offset);
  if (!file.read(bytes.data(), bytes.size())) return std::nullopt;
  if (encoding::LoadLittle<uint32_t>(bytes.data() + kMagicAt) != kMagic) return std::nullopt;
  return encoding::LoadLittle<uint32_t>(bytes.data() + kPageSizeAt);
}

}  // namespace

Status CheckPageSize(const std::string& data_file, const std::string& path) {
  std::ifstream file(data_file, std::ios::binary);
  const auto first = PageSizeAt(file, 0);
  if (!first) return Ok();
  if (std::has_single_bit(*first) && *first >= kSmallest && *first <= kLargest) {
    const auto second = PageSizeAt(file, *first);
    if (!second || *second == *first) return Ok();
  }
  return DamagedError(path, "the size of its pages makes no sense");
}

}  // namespace plumb::store
