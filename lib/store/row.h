// SPDX-License-Identifier: Apache-2.0
// A row: the samples of one target at one time, one column a series, as the store keeps them until
// an hour closes. The bytes are described in docs/store-format.md.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "encoding/bitmap.h"
#include "encoding/fixed.h"
#include "model/histogram.h"
#include "store/schema.h"

namespace plumb::store {

// Columns of one part: so many that a value fits four pages, and a commit rewrites little.
inline constexpr size_t kMaxColumns = 2000;
// Samples of a spread row are at most this much later than its key says; its time is a multiple of
// it.
inline constexpr DurationMs kSpread = kMinute;
// The time in the key of the spread row that a sample of this time goes into.
constexpr Timestamp FloorToSpread(Timestamp time) {
  const Timestamp rest = time % kSpread;
  return time - (rest < 0 ? rest + kSpread : rest);
}

// DO NOT CHANGE: bits of a row's flags on disk.
enum RowFlag : uint8_t {
  kRowBlock = 1,     // columns of a scrape of the target, at the scrape's time
  kRowComplete = 2,  // of a block: every line that it announced came
  kRowFailed = 4,    // of a block: the target could not be read
  kRowAbsence = 8,   // a bitmap says which columns have no sample
  kRowSpread = 16,   // each column has its own time, up to kSpread after the key's
};

// What a column holds; a property of the layout.
enum class ColumnKind : uint8_t { kFloat = 0, kHistogram = 1 };

struct RowHeader {
  uint8_t flags = 0;
  uint16_t columns = 0;
  LayoutId layout = 0;  // 0: no columns
};

// One column of a row that is to be written.
struct RowCell {
  bool present = false;
  uint16_t offset_ms = 0;      // kRowSpread only
  uint64_t bits = 0;           // of a float
  std::string_view histogram;  // bytes of one (encoding/histogram.h); "" for a float
};

// The bytes for this key, which their checksum covers too. REQUIRES: header.columns ==
// cells.size() <= kMaxColumns; kRowAbsence exactly if a cell is not present.
std::string EncodeRow(const RowKey& key, const RowHeader& header,
                      const std::vector<RowCell>& cells);

// A row where it lies; valid as long as its bytes.
class RowView {
 public:
  // Checks that everything the header promises is inside `bytes`; the checksum is Verify's
  // business. nullopt if not, or if the format is not known.
  static std::optional<RowView> Parse(std::string_view bytes);

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] const RowHeader& header() const { return header_; }
  [[nodiscard]] bool Has(uint8_t flag) const { return (header_.flags & flag) != 0; }

  [[nodiscard]] size_t size() const { return bytes_.size(); }

  // REQUIRES of all below: column < header().columns
  [[nodiscard]] bool IsPresent(size_t column) const {
    return absence_ == nullptr || !encoding::TestBit(absence_, column);
  }
  [[nodiscard]] uint64_t Bits(size_t column) const {
    return encoding::LoadLittle<uint64_t>(bytes_.data() + kHeaderSize + 8 * column);
  }
  // Has the processor fetch the columns from `first` to `last`, a few lines of its cache at most.
  void Prefetch(size_t first, size_t last) const {
    constexpr size_t kLine = 64;
    constexpr size_t kMostLines = 8;
    const char* const begin = bytes_.data() + kHeaderSize + 8 * first;
    const size_t size = std::min(8 * (last - first + 1) + kLine, kMostLines * kLine);
    for (size_t at = 0; at < size; at += kLine) __builtin_prefetch(begin + at);
  }
  [[nodiscard]] uint16_t OffsetMs(size_t column) const {
    return offsets_ == nullptr ? uint16_t{0}
                               : encoding::LoadLittle<uint16_t>(offsets_ + 2 * column);
  }
  // The bytes of a histogram column; nullopt if they are not inside the row.
  [[nodiscard]] std::optional<std::string_view> HistogramBytes(size_t column) const;

  // Whether the checksum is right for a row with this key.
  [[nodiscard]] bool Verify(const RowKey& key) const;

  static constexpr size_t kHeaderSize = 12;

 private:
  std::string_view bytes_;
  RowHeader header_;
  const char* absence_ = nullptr;
  const char* offsets_ = nullptr;
};

// The same row with other flags and the checksum for them.
std::string WithFlags(const RowKey& key, std::string_view row, uint8_t flags);

// The columns of a part back as cells, whose histograms point into the row's bytes; nullopt if one
// lies outside them.
std::optional<std::vector<RowCell>> DecodeCells(const RowView& row,
                                                const std::vector<ColumnKind>& kinds);

}  // namespace plumb::store
