#include "store/target_extent.h"

#include <algorithm>

#include "store/row.h"

namespace plumb::store {

namespace {

// Enough for a median that one late scrape does not move.
constexpr size_t kDistances = 8;

bool IsRowOf(const Cursor& cursor, TargetId target) {
  return cursor.key().size() == kRowKeySize && DecodeRowKey(cursor.key()).target == target;
}

// The last time that a row has a sample of.
Timestamp LastTime(const RowKey& key, const RowView& row) {
  uint16_t last = 0;
  for (size_t i = 0; i < row.header().columns; ++i)
    if (row.IsPresent(i)) last = std::max(last, row.OffsetMs(i));
  return key.time + last;
}

Timestamp FirstTime(const RowKey& key, const RowView& row) {
  uint16_t first = UINT16_MAX;
  for (size_t i = 0; i < row.header().columns; ++i)
    if (row.IsPresent(i)) first = std::min(first, row.OffsetMs(i));
  return row.header().columns == 0 ? key.time : key.time + first;
}

// A spread row may reach past, or begin after, its neighbours of the same minute: look at all of
// them.
Status WidenBySpread(Snapshot& s, TargetId target, model::Extent& extent) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*s.txn, s.tables().row));
  const Timestamp first = extent.oldest;
  const Timestamp last = extent.newest;
  extent = {INT64_MAX, INT64_MIN};
  for (const Timestamp from : {first, last - kSpread}) {
    PLUMB_ASSIGN(bool more, cursor.Seek(EncodeRowKey({.target = target, .time = from})));
    while (more && IsRowOf(cursor, target)) {
      const RowKey key = DecodeRowKey(cursor.key());
      if (key.time > from + kSpread) break;
      const auto row = RowView::Parse(cursor.value());
      if (!row) return DamagedError(s.txn->path(), "a row makes no sense");
      extent.oldest = std::min(extent.oldest, FirstTime(key, *row));
      extent.newest = std::max(extent.newest, LastTime(key, *row));
      PLUMB_ASSIGN(more, cursor.Next());
    }
  }
  return Ok();
}

}  // namespace

Result<std::optional<model::Extent>> FindTargetExtent(Snapshot& s, TargetId target, bool spread) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*s.txn, s.tables().row));
  const std::string start = EncodeRowKey({.target = target, .time = INT64_MIN});
  PLUMB_ASSIGN(const bool first, cursor.Seek(start));
  if (!first || !IsRowOf(cursor, target)) return std::optional<model::Extent>();
  model::Extent extent{.oldest = DecodeRowKey(cursor.key()).time};
  PLUMB_ASSIGN(
      const bool last,
      cursor.SeekBefore(EncodeRowKey({.target = target, .time = INT64_MAX, .part = UINT16_MAX})));
  PLUMB_ASSERT(last);
  extent.newest = DecodeRowKey(cursor.key()).time;
  if (spread) PLUMB_TRY(WidenBySpread(s, target, extent));
  return std::optional(extent);
}

Result<DurationMs> FindInterval(Snapshot& s, TargetId target, Timestamp until) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*s.txn, s.tables().row));
  PLUMB_ASSIGN(bool more, cursor.SeekBefore(EncodeRowKey({.target = target, .time = until + 1})));
  std::vector<DurationMs> distances;
  std::optional<Timestamp> later;
  while (more && IsRowOf(cursor, target) && distances.size() < kDistances) {
    const Timestamp time = DecodeRowKey(cursor.key()).time;
    if (later && time != *later) distances.push_back(*later - time);
    later = time;
    PLUMB_ASSIGN(more, cursor.Previous());
  }
  if (distances.empty()) return DurationMs{0};
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  return *middle;
}

}  // namespace plumb::store
