#include "store/target_extent.h"

#include <algorithm>
#include <functional>

#include "encoding/segment.h"
#include "store/row.h"
#include "store/segment_table.h"

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

// The times of a period: those of scrapes and other rows, and those that samples brought along.
struct PeriodTimes {
  std::vector<Timestamp> shared;
  std::vector<Timestamp> own;
};

Result<PeriodTimes> LoadPeriodTimes(const StoreState& state, Level level, TargetId target,
                                    Timestamp start, bool spread) {
  // Only targets with spread rows have samples with times of their own.
  PLUMB_ASSIGN(auto period, spread ? LoadPeriod(state, level, target, start)
                                   : LoadPeriodHead(state, level, target, start));
  if (!period) return DamagedError(state.txn.path(), "segments are out of order");
  PeriodTimes times{.shared = period->times()};
  encoding::SegmentPart part;
  for (SegmentRef& segment : period->segments) {
    for (size_t i = 0; spread && i < segment.view.entries().size(); ++i) {
      if (!segment.view.HasOwnTimes(i)) continue;
      if (!segment.view.Read(i, part))
        return DamagedError(state.txn.path(), "a column of a segment makes no sense");
      times.own.insert(times.own.end(), part.times.begin(), part.times.end());
    }
  }
  return times;
}

// Widens the extent by the first and the last period of a level.
Status WidenByPeriods(const StoreState& state, Level level, TargetId target, bool spread,
                      std::optional<model::Extent>& extent) {
  PLUMB_ASSIGN(const auto first, FindPeriodFrom(state, level, target, INT64_MIN));
  if (!first) return Ok();
  PLUMB_ASSIGN(const auto last, FindPeriodBefore(state, level, target, INT64_MAX));
  for (const Timestamp start : {*first, last.value_or(*first)}) {
    PLUMB_ASSIGN(const PeriodTimes times, LoadPeriodTimes(state, level, target, start, spread));
    for (const auto* list : {&times.shared, &times.own})
      for (const Timestamp time : *list) {
        if (!extent) extent = {time, time};
        extent = {std::min(extent->oldest, time), std::max(extent->newest, time)};
      }
  }
  return Ok();
}

Result<std::optional<model::Extent>> ExtentOfRows(Snapshot& s, TargetId target, bool spread) {
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

// Adds the last times that rows have in their keys, up to `until`.
Status AddRowTimes(const StoreState& state, TargetId target, Timestamp until,
                   std::vector<Timestamp>& times) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.row));
  PLUMB_ASSIGN(bool more, cursor.SeekBefore(EncodeRowKey({.target = target, .time = until + 1})));
  while (more && IsRowOf(cursor, target) && times.size() <= kDistances) {
    const Timestamp time = DecodeRowKey(cursor.key()).time;
    if (times.empty() || times.back() != time) times.push_back(time);
    PLUMB_ASSIGN(more, cursor.Previous());
  }
  return Ok();
}

// The same of the rows that segments of a level were made of.
Status AddPeriodTimes(const StoreState& state, Level level, TargetId target, bool spread,
                      Timestamp until, std::vector<Timestamp>& times) {
  size_t added = 0;
  PLUMB_ASSIGN(auto start, FindPeriodBefore(state, level, target, until + 1));
  while (start && added <= kDistances) {
    PLUMB_ASSIGN(PeriodTimes found, LoadPeriodTimes(state, level, target, *start, spread));
    std::vector<Timestamp>& keys = found.shared;
    for (const Timestamp own : found.own) keys.push_back(FloorToSpread(own));
    if (!found.own.empty()) {
      std::sort(keys.begin(), keys.end());
      keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    }
    const auto end = std::upper_bound(keys.begin(), keys.end(), until);
    const auto wanted = std::min<std::ptrdiff_t>(end - keys.begin(), kDistances + 1);
    added += static_cast<size_t>(wanted);
    times.insert(times.end(), end - wanted, end);
    PLUMB_ASSIGN(start, FindPeriodBefore(state, level, target, *start));
  }
  return Ok();
}

}  // namespace

namespace {

Result<bool> HasRowIn(const StoreState& state, TargetId target, bool spread,
                      model::TimeRange range) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.row));
  const Timestamp from = spread ? range.from - kSpread : range.from;
  PLUMB_ASSIGN(bool more, cursor.Seek(EncodeRowKey({.target = target, .time = from})));
  while (more && IsRowOf(cursor, target)) {
    const RowKey key = DecodeRowKey(cursor.key());
    if (key.time > range.to) return false;
    if (!spread) return true;
    const auto row = RowView::Parse(cursor.value());
    if (!row) return DamagedError(state.txn.path(), "a row makes no sense");
    if (FirstTime(key, *row) <= range.to && LastTime(key, *row) >= range.from) return true;
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return false;
}

// Whether a period that reaches out of the range has a time inside.
Result<bool> HasTimeIn(const StoreState& state, Level level, TargetId target, Timestamp start,
                       bool spread, model::TimeRange range) {
  PLUMB_ASSIGN(const PeriodTimes times, LoadPeriodTimes(state, level, target, start, spread));
  const auto inside = [&](Timestamp time) { return range.from <= time && time <= range.to; };
  return std::any_of(times.shared.begin(), times.shared.end(), inside) ||
         std::any_of(times.own.begin(), times.own.end(), inside);
}

Result<bool> HasPeriodIn(const StoreState& state, Level level, TargetId target, bool spread,
                         model::TimeRange range) {
  PLUMB_ASSIGN(const auto before, FindPeriodBefore(state, level, target, range.from));
  if (before && *before + PeriodLength(level) > range.from) {
    PLUMB_ASSIGN(const bool inside, HasTimeIn(state, level, target, *before, spread, range));
    if (inside) return true;
  }
  PLUMB_ASSIGN(const auto first, FindPeriodFrom(state, level, target, range.from));
  if (!first || *first > range.to) return false;
  if (*first + PeriodLength(level) <= range.to) return true;
  return HasTimeIn(state, level, target, *first, spread, range);
}

}  // namespace

Result<bool> HasSamplesIn(const StoreState& state, TargetId target, bool spread,
                          model::TimeRange range) {
  PLUMB_ASSIGN(bool found, HasRowIn(state, target, spread, range));
  for (const Level level : kRawLevels) {
    if (found) break;
    PLUMB_ASSIGN(found, HasPeriodIn(state, level, target, spread, range));
  }
  return found;
}

Result<std::optional<model::Extent>> FindTargetExtent(Snapshot& s, TargetId target, bool spread) {
  PLUMB_ASSIGN(std::optional<model::Extent> extent, ExtentOfRows(s, target, spread));
  for (const Level level : kRawLevels)
    PLUMB_TRY(WidenByPeriods(s.state(), level, target, spread, extent));
  return extent;
}

Result<DurationMs> FindInterval(const StoreState& state, TargetId target, bool spread,
                                Timestamp until) {
  std::vector<Timestamp> times;
  PLUMB_TRY(AddRowTimes(state, target, until, times));
  for (const Level level : kRawLevels)
    PLUMB_TRY(AddPeriodTimes(state, level, target, spread, until, times));
  std::sort(times.begin(), times.end(), std::greater<>());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  std::vector<DurationMs> distances;
  for (size_t i = 1; i < times.size() && distances.size() < kDistances; ++i)
    distances.push_back(times[i - 1] - times[i]);
  if (distances.empty()) return DurationMs{0};
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  return *middle;
}

Result<std::optional<model::TimeRange>> FindTierEnds(const StoreState& state, const Tier& tier,
                                                     TargetId target) {
  const Level level = tier.LevelOf(TierColumn::kCount);
  PLUMB_ASSIGN(const auto first, FindPeriodFrom(state, level, target, INT64_MIN));
  if (!first) return std::optional<model::TimeRange>();
  PLUMB_ASSIGN(const auto last, FindPeriodBefore(state, level, target, INT64_MAX));
  PLUMB_ASSIGN(const auto head, LoadPeriodHead(state, level, target, last.value_or(*first)));
  if (!head || head->times().empty())
    return DamagedError(state.txn.path(), "segments are out of order");
  return std::optional(model::TimeRange{*first + tier.resolution, head->times().back()});
}

}  // namespace plumb::store
