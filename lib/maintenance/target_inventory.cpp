#include "maintenance/target_inventory.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/hash.h"
#include "encoding/fixed.h"
#include "store/row.h"
#include "store/segment_table.h"

namespace plumb::maintenance {

namespace {

using store::SeriesId;

// The checksums of rows and segments stand within so many bytes.
constexpr size_t kHeadBytes = store::RowView::kHeaderSize;
// The level is the first byte of a segment's key.
constexpr unsigned kLevels = 256;

// Takes those out of `series` that stand in `named`; both ascend.
void Cross(const std::vector<SeriesId>& named, std::vector<SeriesId>& series) {
  std::vector<SeriesId> left;
  std::set_difference(series.begin(), series.end(), named.begin(), named.end(),
                      std::back_inserter(left));
  series = std::move(left);
}

Result<std::vector<SeriesId>> NamedBy(const store::StoreState& state, std::string_view key,
                                      std::string_view bytes) {
  const auto view = encoding::SegmentView::VerifyChecksum(key, bytes)
                        ? encoding::SegmentView::Parse(bytes, store::DecodeSegmentKey(key).first)
                        : std::nullopt;
  if (!view) return store::DamagedError(state.txn.path(), "a segment makes no sense");
  std::vector<SeriesId> named;
  for (const auto& entry : view->entries())
    if (named.empty() || named.back() != entry.series) named.push_back(entry.series);
  return named;
}

}  // namespace

Result<TargetInventory> TargetInventory::Take(const store::StoreState& state,
                                              store::TargetId target) {
  TargetInventory inventory;
  PLUMB_TRY(inventory.TakeRows(state, target));
  PLUMB_TRY(inventory.TakeSegments(state, target));
  return inventory;
}

void TargetInventory::Note(std::string_view key, std::string_view value) {
  std::array<char, 64> bytes{};
  char* end = bytes.data();
  const auto append = [&end](const void* from, size_t size) {
    std::memcpy(end, from, size);
    end += size;
  };
  append(&fingerprint_, sizeof fingerprint_);
  append(key.data(), key.size());
  append(value.data(), std::min(value.size(), kHeadBytes));
  fingerprint_ = Hash64({bytes.data(), static_cast<size_t>(end - bytes.data())});
}

Status TargetInventory::TakeRows(const store::StoreState& state, store::TargetId target) {
  PLUMB_ASSIGN(store::Cursor cursor, store::Cursor::Open(state.txn, state.tables.row));
  const std::string prefix = store::IdKey(target);
  PLUMB_ASSIGN(bool more, cursor.Seek(prefix));
  for (; more && cursor.key().starts_with(prefix);) {
    const auto row = store::RowView::Parse(cursor.value());
    if (cursor.key().size() != store::kRowKeySize || !row)
      return store::DamagedError(state.txn.path(), "a row makes no sense");
    Note(cursor.key(), cursor.value());
    rows_.push_back({row->header().layout, cursor.value()});
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return Ok();
}

Status TargetInventory::TakeSegments(const store::StoreState& state, store::TargetId target) {
  if (state.tables.seg == 0) return Ok();
  PLUMB_ASSIGN(store::Cursor cursor, store::Cursor::Open(state.txn, state.tables.seg));
  for (unsigned level = 0; level < kLevels;) {
    const std::string prefix = std::string(1, static_cast<char>(level)) + store::IdKey(target);
    PLUMB_ASSIGN(bool more, cursor.Seek(prefix));
    if (!more) return Ok();
    if (!cursor.key().starts_with(prefix)) {
      // Levels that nobody uses are skipped.
      level = std::max(level + 1, unsigned{static_cast<unsigned char>(cursor.key()[0])});
      continue;
    }
    for (; more && cursor.key().starts_with(prefix);) {
      if (cursor.key().size() != store::kSegmentKeySize)
        return store::DamagedError(state.txn.path(), "a segment's key makes no sense");
      Note(cursor.key(), cursor.value());
      segments_.push_back({cursor.key(), cursor.value()});
      PLUMB_ASSIGN(more, cursor.Next());
    }
    ++level;
  }
  return Ok();
}

Result<TargetInventory::Missing> TargetInventory::FindMissing(const store::StoreState& state,
                                                              std::vector<SeriesId> series) const {
  Missing missing;
  std::vector<SeriesId> named;
  PLUMB_TRY(CrossRows(state, series, named));
  PLUMB_TRY(CrossSegments(state, series));
  std::set_difference(series.begin(), series.end(), named.begin(), named.end(),
                      std::back_inserter(missing.unnamed));
  std::set_intersection(series.begin(), series.end(), named.begin(), named.end(),
                        std::back_inserter(missing.held));
  return missing;
}

// Takes away the series that a row has a sample of; `named`: those that a layout has, ascending.
// The newest first: what lives is there.
Status TargetInventory::CrossRows(const store::StoreState& state, std::vector<SeriesId>& series,
                                  std::vector<SeriesId>& named) const {
  store::LayoutId before = 0;
  std::vector<size_t> columns;  // of the layout, that are of the series
  std::shared_ptr<const store::Layout> layout;
  for (auto row = rows_.rbegin(); row != rows_.rend() && !series.empty(); ++row) {
    if (row->layout == 0) continue;
    if (row->layout != before) {
      PLUMB_ASSIGN(layout, state.layouts.Load(state.txn, row->layout));
      before = row->layout;
      columns.clear();
      for (size_t i = 0; i < layout->series.size(); ++i) {
        if (!std::binary_search(series.begin(), series.end(), layout->series[i])) continue;
        columns.push_back(i);
        named.push_back(layout->series[i]);
      }
    }
    const auto view = store::RowView::Parse(row->bytes);
    if (view->header().columns != layout->series.size())
      return store::DamagedError(state.txn.path(), "a row and its layout differ in their columns");
    std::vector<SeriesId> present;
    for (const size_t column : columns)
      if (view->IsPresent(column)) present.push_back(layout->series[column]);
    if (!present.empty()) Cross(present, series);
  }
  std::sort(named.begin(), named.end());
  named.erase(std::unique(named.begin(), named.end()), named.end());
  return Ok();
}

// The same of segments, whose directories name exactly those that they have samples of.
Status TargetInventory::CrossSegments(const store::StoreState& state,
                                      std::vector<SeriesId>& series) const {
  constexpr size_t kPeriodKey = store::kSegmentKeySize - sizeof(SeriesId);
  for (size_t i = segments_.size(); i-- > 0 && !series.empty();) {
    const auto& [key, bytes] = segments_[i];
    // The next one of its period begins above all of its series.
    SeriesId above = UINT32_MAX;
    if (i + 1 < segments_.size() &&
        segments_[i + 1].key.substr(0, kPeriodKey) == key.substr(0, kPeriodKey))
      above = store::DecodeSegmentKey(segments_[i + 1].key).first;
    const auto candidate =
        std::lower_bound(series.begin(), series.end(), store::DecodeSegmentKey(key).first);
    if (candidate == series.end() || *candidate >= above) continue;
    PLUMB_ASSIGN(const auto named, NamedBy(state, key, bytes));
    Cross(named, series);
  }
  return Ok();
}

}  // namespace plumb::maintenance
