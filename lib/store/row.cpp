#include "store/row.h"

#include "encoding/crc32c.h"

namespace plumb::store {

namespace {

using encoding::AppendLittle;

// DO NOT CHANGE: on disk.
constexpr uint8_t kFormat = 1;
constexpr uint8_t kKnownFlags = 31;
constexpr size_t kChecksumSize = 4;
constexpr size_t kFlagsOffset = 5;

// Over the key and everything but itself.
uint32_t Checksum(const RowKey& key, std::string_view row) {
  return encoding::Crc32c(row.substr(kChecksumSize), encoding::Crc32c(EncodeRowKey(key)));
}

// Where a histogram lies in the row: its offset in the low half, its length in the high half.
uint64_t Place(size_t offset, size_t length) {
  return offset | static_cast<uint64_t>(length) << 32;
}

void AppendAbsence(std::string& out, const std::vector<RowCell>& cells) {
  const size_t start = out.size();
  out.append(encoding::BitmapBytes(cells.size()), '\0');
  for (size_t i = 0; i < cells.size(); ++i)
    if (!cells[i].present) encoding::SetBit(out.data() + start, i);
}

}  // namespace

std::string EncodeRow(const RowKey& key, const RowHeader& header,
                      const std::vector<RowCell>& cells) {
  PLUMB_ASSERT(header.columns == cells.size() && cells.size() <= kMaxColumns);
  std::string out;
  out.reserve(RowView::kHeaderSize + cells.size() * 10 + cells.size() / 8 + 1);
  AppendLittle(out, uint32_t{0});
  out.push_back(static_cast<char>(kFormat));
  out.push_back(static_cast<char>(header.flags));
  AppendLittle(out, header.columns);
  AppendLittle(out, header.layout);
  for (const RowCell& cell : cells) AppendLittle(out, cell.bits);
  if ((header.flags & kRowAbsence) != 0) AppendAbsence(out, cells);
  if ((header.flags & kRowSpread) != 0)
    for (const RowCell& cell : cells) AppendLittle(out, cell.offset_ms);
  for (size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].histogram.empty()) continue;
    encoding::StoreLittle(out.data() + RowView::kHeaderSize + 8 * i,
                          Place(out.size(), cells[i].histogram.size()));
    out.append(cells[i].histogram);
  }
  encoding::StoreLittle(out.data(), Checksum(key, out));
  return out;
}

std::optional<RowView> RowView::Parse(std::string_view bytes) {
  if (bytes.size() < kHeaderSize || static_cast<uint8_t>(bytes[kChecksumSize]) != kFormat)
    return std::nullopt;
  RowView row;
  row.bytes_ = bytes;
  row.header_.flags = static_cast<uint8_t>(bytes[kFlagsOffset]);
  row.header_.columns = encoding::LoadLittle<uint16_t>(bytes.data() + 6);
  row.header_.layout = encoding::LoadLittle<uint32_t>(bytes.data() + 8);
  if ((row.header_.flags & ~kKnownFlags) != 0) return std::nullopt;
  const size_t columns = row.header_.columns;
  size_t at = kHeaderSize + 8 * columns;
  if (row.Has(kRowAbsence)) {
    row.absence_ = bytes.data() + at;
    at += encoding::BitmapBytes(columns);
  }
  if (row.Has(kRowSpread)) {
    row.offsets_ = bytes.data() + at;
    at += 2 * columns;
  }
  if (bytes.size() < at) return std::nullopt;
  return row;
}

std::optional<std::string_view> RowView::HistogramBytes(size_t column) const {
  const uint64_t place = Bits(column);
  const uint64_t offset = place & UINT32_MAX;
  const uint64_t length = place >> 32;
  if (offset > bytes_.size() || length > bytes_.size() - offset) return std::nullopt;
  return bytes_.substr(offset, length);
}

bool RowView::Verify(const RowKey& key) const {
  return encoding::LoadLittle<uint32_t>(bytes_.data()) == Checksum(key, bytes_);
}

std::string WithFlags(const RowKey& key, std::string_view row, uint8_t flags) {
  std::string changed(row);
  changed[kFlagsOffset] = static_cast<char>(flags);
  encoding::StoreLittle(changed.data(), Checksum(key, changed));
  return changed;
}

std::optional<std::vector<RowCell>> DecodeCells(const RowView& row,
                                                const std::vector<ColumnKind>& kinds) {
  std::vector<RowCell> cells(row.header().columns);
  if (kinds.size() != cells.size()) return std::nullopt;
  for (size_t i = 0; i < cells.size(); ++i) {
    RowCell& cell = cells[i];
    cell.present = row.IsPresent(i);
    cell.offset_ms = row.OffsetMs(i);
    if (!cell.present) continue;
    cell.bits = row.Bits(i);
    if (kinds[i] != ColumnKind::kHistogram) continue;
    const auto bytes = row.HistogramBytes(i);
    if (!bytes) return std::nullopt;
    cell.histogram = *bytes;
    cell.bits = 0;
  }
  return cells;
}

}  // namespace plumb::store
