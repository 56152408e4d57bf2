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
  const auto view =
      encoding::SegmentView::VerifyChecksum(key, bytes)
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
    ++rows_;
    Note(cursor.key(), cursor.value());
    if (row->header().layout != 0) layouts_.insert(row->header().layout);
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

Result<std::vector<SeriesId>> TargetInventory::FindMissing(const store::StoreState& state,
                                                           std::vector<SeriesId> series) const {
  for (const store::LayoutId id : layouts_) {
    if (series.empty()) return series;
    PLUMB_ASSIGN(const auto layout, state.layouts.Load(state.txn, id));
    Cross(layout->series, series);
  }
  // The newest first: what lives is there.
  for (size_t i = segments_.size(); i-- > 0 && !series.empty();) {
    const Segment& segment = segments_[i];
    const auto first = store::DecodeSegmentKey(segment.key).first;
    if (series.back() < first) continue;
    // The next one of its period begins above all of its series.
    if (i + 1 < segments_.size()) {
      constexpr size_t kPeriodKey = store::kSegmentKeySize - sizeof(SeriesId);
      const std::string_view next = segments_[i + 1].key;
      const auto above = store::DecodeSegmentKey(next).first;
      const auto candidate = std::lower_bound(series.begin(), series.end(), first);
      if (next.substr(0, kPeriodKey) == segment.key.substr(0, kPeriodKey) &&
          (candidate == series.end() || *candidate >= above))
        continue;
    }
    PLUMB_ASSIGN(const auto named, NamedBy(state, segment.key, segment.bytes));
    Cross(named, series);
  }
  return series;
}

}  // namespace plumb::maintenance
